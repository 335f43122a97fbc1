import { buildPackage } from '../../tools/n8n/pack';

/** The engine loads the compiled package, as n8n does: build it when a source is newer than the build. */
export default async function buildBeforeTests(): Promise<void> {
  await buildPackage();
}
