import { clock } from '../stage/clock';
import { ago, HOUR, LookBench, MINUTE, referenceOf } from '../stage/lookBench';

let look: LookBench;

beforeEach(async () => {
  look = await LookBench.start();
  await look.serve();
  await look.minutes(16);
});
afterEach(async () => {
  await look.stop();
});

/** n8n is killed and starts again while it can't read the credential; a moment later it can. */
async function restartWithoutCredential(): Promise<void> {
  const { credential } = look.bench.store;
  await look.bench.restart();
  look.bench.store.credential = { ...credential, environment: 'custom', baseUrl: 'nothing' };
  look.service = await look.bench.serve(look.trigger, { activation: 'init' });
  look.bench.store.credential = credential;
}

describe('n8n starts while the credential cannot be read', () => {
  it('what was missed meanwhile comes with the next look', async () => {
    await look.service?.stop();
    const missed = await look.pays({ amount: 4 });
    await restartWithoutCredential();
    await look.minutes(30);
    expect(look.references()).toEqual([referenceOf(missed)]);
  });

  it('no subscription is made a second time', async () => {
    expect(look.bench.alive()).toHaveLength(1);
    await look.service?.stop();
    await restartWithoutCredential();
    await look.minutes(60);
    expect(look.bench.alive()).toHaveLength(1);
  });
});

describe('a customer who was refunded', () => {
  it('and pays the same again, is found like everybody else', async () => {
    const first = await look.pays({ amount: 500 });
    await look.tell(first);
    await look.control.reversePayment(referenceOf(first));
    const second = await look.pays({ amount: 500 });
    await look.minutes(30);
    expect(look.references()).toEqual([first, second].map(referenceOf));
  });
});

describe('n8n starts while the clock of its computer is hours behind', () => {
  it('what has come does not come again once the clock is right', async () => {
    const paid = [];
    for (let payment = 0; payment < 6; payment++) {
      const fired = await look.pays({ amount: 100 + payment });
      paid.push(fired);
      await look.tell(fired);
      await look.minutes(30);
    }
    await look.minutes(5);
    clock.set(ago(3 * HOUR).toISOString());
    await look.restart();
    await look.minutes(1);
    clock.set(new Date(clock.now() + 3 * HOUR).toISOString());
    const lost = await look.pays({ amount: 1, at: ago(MINUTE) });
    await look.minutes(40);
    expect(look.references()).toEqual([...paid, lost].map(referenceOf));
  });
});
