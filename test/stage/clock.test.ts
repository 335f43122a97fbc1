import axios from 'axios';

import { startSandbox, type Sandbox } from '../../sandbox';
import { clock } from './clock';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const HOUR = 3_600_000;

/** Asks for a page of the sandbox. */
const ask = async (timeout?: number) =>
  await axios.get(sandbox.url, { timeout, maxRedirects: 0, validateStatus: () => true }).then(
    () => 'answered',
    ({ code }: { code?: string }) => code,
  );

describe('the time of the tests', () => {
  it('jumps to the next moment that somebody waits for, in order', async () => {
    const before = clock.now();
    const woken: number[] = [];
    const sleep = async (ms: number) => {
      await clock.sleep(ms);
      woken.push(clock.now() - before);
    };
    await Promise.all([sleep(2 * HOUR), sleep(HOUR), sleep(0), sleep(HOUR)]);
    expect(woken).toEqual([0, HOUR, HOUR, 2 * HOUR]);
  });

  it("is Date's, too", async () => {
    const before = Date.now();
    await clock.sleep(HOUR);
    expect(Date.now()).toBe(before + HOUR);
    expect(new Date().getTime()).toBe(before + HOUR);
  });

  it('stands still while a request is under way', async () => {
    const before = clock.now();
    let isAnswered = false;
    void clock.sleep(1).then(() => expect(isAnswered).toBe(true));
    await ask().then(() => {
      expect(clock.now()).toBe(before);
      isAnswered = true;
    });
    await clock.sleep(1);
  });

  it('goes on while a sandbox holds back its answers', async () => {
    sandbox.control.configure({ latencyMs: HOUR });
    const before = clock.now();
    expect(await ask()).toBe('answered');
    expect(clock.now()).toBe(before + HOUR);
  });

  it('says when a request takes too long', async () => {
    sandbox.control.fault({ action: 'hang' });
    const before = clock.now();
    expect(await ask(HOUR)).toBe('ECONNABORTED');
    expect(clock.now()).toBe(before + HOUR);
  });

  it('does not stay behind because of a request that was given up', async () => {
    sandbox.control.fault({ action: 'hang' });
    await ask(HOUR);
    await clock.sleep(HOUR);
    expect(await ask(HOUR)).toBe('answered');
  });

  it('stands still as long as a test wants it to', async () => {
    const goOn = clock.standStill();
    let isOver = false;
    const sleeping = clock.sleep(1).then(() => (isOver = true));
    await ask();
    expect(isOver).toBe(false);
    goOn();
    await sleeping;
  });

  it('stops when something holds', async () => {
    const before = clock.now();
    let isThere = false;
    void clock.sleep(HOUR).then(() => (isThere = true));
    const later = clock.sleep(2 * HOUR);
    const goOn = await clock.stopWhen(() => isThere);
    await ask();
    expect(clock.now()).toBe(before + HOUR);
    goOn();
    await later;
    expect(clock.now()).toBe(before + 2 * HOUR);
  });
});
