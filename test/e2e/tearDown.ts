/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import './setUp';

/** Stops what the set-up started; jest calls it after failures too. */
export default async function tearDown(): Promise<void> {
  await globalThis.kopoKopoE2e?.run();
}
