/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { elapsed, now } from '../../nodes/KopoKopo/flow/clock';
import { TEST_PACKAGE } from '../stage/testPackage';

/** What a process prints that has nothing to do but this. */
async function printedBy(script: string): Promise<string> {
  const path = join(TEST_PACKAGE, 'dist/nodes/KopoKopo/flow/clock.js');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '-e',
    `const { rest, unhurried } = require(${JSON.stringify(path)}); ${script}`,
  ]);
  return stdout;
}

describe('the clock of the package', () => {
  it("is the computer's", () => {
    const before = Date.now();
    expect(now()).toBeGreaterThanOrEqual(before);
    expect(now()).toBeLessThanOrEqual(Date.now());
  });

  it('runs forward', async () => {
    const before = elapsed();
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(elapsed()).toBeGreaterThan(before);
  });

  it('lets what rests go on when the time has come', async () => {
    expect(await printedBy('rest(20).then(() => console.log("rested"))')).toBe('rested\n');
  });

  it('keeps no process alive for what is unhurried', async () => {
    expect(await printedBy('unhurried(3_600_000).then(() => console.log("late"))')).toBe('');
  });

  it('lets what is unhurried go on, too, when the time has come', async () => {
    const script = 'rest(60_000); unhurried(20).then(() => { console.log("on"); process.exit(); })';
    expect(await printedBy(script)).toBe('on\n');
  });
});
