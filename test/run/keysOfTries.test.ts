import { invoices, PAYMENTS, Payday } from '../stage/payday';

let payday: Payday;

beforeEach(async () => {
  payday = await Payday.start();
});
afterEach(() => payday.stop());

const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const lost = () =>
  payday.control.fault({ method: 'POST', path: PAYMENTS, action: 'drop-after', times: 1 });

describe('Retry On Fail', () => {
  it('sends nothing again when the keys are others in each try, and does not call it refused', async () => {
    lost();
    const options = { idempotencyKey: '={{ $json.invoice + Math.random() }}' };
    const run = await payday.pay({ invoices: invoices(2), options, node });
    expect(payday.creates()).toBe(1);
    expect(run.error?.message).toContain("'Idempotency Key' is another one than in the try before");
    expect(run.error?.context).toMatchObject({ outcome: 'unknown' });
    expect(run.error?.description).toContain('dashboard');
  });

  it('sends what is missing when they stay the same', async () => {
    lost();
    const options = { idempotencyKey: '={{ $json.invoice }}' };
    await payday.pay({ invoices: invoices(2), options, node });
    expect(payday.creates()).toBe(2);
  });
});
