import { nodeOutput } from '../../tools/n8n/rest';
import { isN8n2 } from '../../tools/n8n/versions';
import { example } from './exampleFiles';
import { Mailbox } from './mailbox';
import { Stage } from './stage';
import { withCredential } from './workflows';

let stage: Stage;
let mailbox: Mailbox;

beforeEach(async () => {
  stage = await Stage.open();
  mailbox = await Mailbox.open();
});

afterEach(async () => {
  await stage?.close();
  await mailbox?.close();
});

const control = () => stage.sandbox.control;

async function evening() {
  const smtp = await stage.rest.createCredential('Mail', 'smtp', mailbox.credential);
  const workflow = example('daily-takings.json', stage.credential);
  const nodes = workflow.nodes.map((node) =>
    node.name === 'Send the takings' ? { ...node, ...withCredential(smtp) } : node,
  );
  return await stage.runToEnd({ ...workflow, nodes }, 'Every evening');
}

/** Midnight in Kenya, three hours ahead of UTC, on the day that it is there. */
function midnight(): number {
  const hours = 3_600_000;
  return Math.floor((Date.now() + 3 * hours) / (24 * hours)) * 24 * hours - 3 * hours;
}

/** A moment of today that has passed: a share of the time since midnight. */
function today(share: number): Date {
  return new Date(midnight() + Math.floor((Date.now() - midnight()) * share));
}

describe('daily-takings.json', () => {
  it('mails the count, the total, the biggest payment, bars, and the list as CSV', async () => {
    const first = today(0.2);
    await control().customerPays({ amount: 200, tillNumber: '112233', at: first });
    await control().customerPays({ amount: 1300.5, tillNumber: '112233', at: today(0.5) });
    await control().customerPays({
      amount: 400,
      tillNumber: '000000',
      at: today(0.9),
      firstName: '=HYPERLINK("http://evil.example")',
      lastName: '<b>Bold</b>',
    });
    const { event } = await control().customerPays({ amount: 7_000, at: today(0.6) });
    await control().reversePayment(String(event.event.resource.reference));
    await control().customerPays({ amount: 9_999, at: new Date(midnight() - 1_000) });

    const execution = await evening();
    const [sums] = nodeOutput(execution, 'Add up');
    expect(sums).toMatchObject({ count: 3, total: 1900.5, biggest: 1300.5, reversed: 1 });
    const { subject, html, text, attachments } = mailbox.newest();
    expect(subject).toMatch(/^KES 1,900\.50 today: 3 payments, /);
    for (const shown of [html, text]) {
      expect(shown).toContain('3 payments, KES 1,900.50 in all.');
      expect(shown).toContain('The biggest: KES 1,300.50 from ');
      expect(shown).toContain('Not counted: 1 taken back (reversed), KES 7,000.');
      expect(shown).toContain('By till');
      expect(shown).toContain('By hour');
      expect(shown).toContain('112233');
    }
    // Of the two tills the better one has the longest bar.
    expect(html).toContain('112233</td><td width="160"><table width="100%"');
    expect(html).toContain('000000</td><td width="160"><table width="27%"');
    const hour = String((first.getUTCHours() + 3) % 24).padStart(2, '0');
    expect(text).toMatch(new RegExp(`^${hour}:00 +█`, 'm'));
    expect(html).not.toMatch(/<b>|undefined|NaN/);

    if (!isN8n2()) return;
    const [csv] = attachments;
    expect(csv).toMatchObject({
      type: 'text/csv',
      name: expect.stringMatching(/^takings-.*\.csv$/),
    });
    const lines = (csv?.content ?? '').replace('\ufeff', '').trimEnd().split('\r\n');
    expect(lines[0]).toBe('Date,Time,Amount,Currency,Customer,Phone,Till,M-PESA code,Status');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/,200,KES,[^,]*,\+254\d{9},112233,[A-Z0-9]{10},Received$/);
    expect(lines[4]).toContain(`"'=HYPERLINK(""http://evil.example"") <b>Bold</b>"`);
    expect(csv?.content).toContain(',Reversed');
  });

  it('says so when nobody has paid', async () => {
    await evening();
    const { subject, text, attachments } = mailbox.newest();
    expect(subject).toMatch(/^No payments today, /);
    expect(text).toContain('No payments today.');
    expect(attachments).toHaveLength(isN8n2() ? 1 : 0);
  });

  it('mails nothing when Kopo Kopo could not tell the payments: the execution fails', async () => {
    control().nextResult({ type: 'polling', outcome: 'failed' });
    const execution = await evening();
    expect(execution.status).toBe('error');
    expect(mailbox.count).toBe(0);
  });
});
