import type { INodeParameters } from 'n8n-workflow';
import { nodeOutput } from '../tools/n8n/rest';
import { median, runToEnd, secondsOf, sideBySide } from './measure';
import { figure, type Section } from './report';
import type { Stage } from './stage';
import { ACTION, chain, items, START } from './workflows';

const CREATES = 1_000;
const PATH = '/api/v1/incoming_payments';
const NODE = 'Create';
const OURS = 'Kopo Kopo, 50 at a time';
const THEIRS = 'HTTP Request with OAuth2, all at once';

/** What the HTTP Request node has to send for the same. */
const BODY = `={{ JSON.stringify({
  payment_channel: 'M-PESA STK Push',
  till_number: 'K000000',
  subscriber: { phone_number: '+254712345678' },
  amount: { currency: 'KES', value: 100 },
  metadata: { n: String($json.n) },
  _links: { callback_url: 'https://example.com/callback' },
}) }}`;

/** The parameters of one STK push for each item. */
export function stkPush(resultMode: 'none' | 'wait', options: INodeParameters): INodeParameters {
  return {
    resource: 'incomingPayment',
    operation: 'create',
    tillNumber: 'K000000',
    phoneNumber: '0712345678',
    amount: 100,
    resultMode,
    additionalFields: { metadata: { pair: [{ key: 'n', value: '={{ $json.n }}' }] } },
    options: { callbackUrl: 'https://example.com/callback', ...options },
  };
}

/** Seconds for 1,000 STK pushes whose result isn't waited for. */
export async function measureCreates(stage: Stage, rounds: number): Promise<Section> {
  const { rest, sandbox, credential, oauth } = stage;
  const ours = await rest.createWorkflow(
    chain(OURS, [
      START,
      items(CREATES),
      { name: NODE, type: ACTION, credential, parameters: stkPush('none', { concurrency: 50 }) },
    ]),
  );
  const theirs = await rest.createWorkflow(
    chain(THEIRS, [
      START,
      items(CREATES),
      {
        name: NODE,
        type: 'n8n-nodes-base.httpRequest',
        typeVersion: 4.2,
        credential: oauth,
        parameters: {
          method: 'POST',
          url: sandbox.url + PATH,
          authentication: 'genericCredentialType',
          genericAuthType: 'oAuth2Api',
          sendBody: true,
          specifyBody: 'json',
          jsonBody: BODY,
          // Without it there is no Location header, and so no ID.
          options: { response: { response: { fullResponse: true } } },
        },
      },
    ]),
  );
  const tokens: Record<string, number> = {};
  const once = async (name: string, workflowId: string) => {
    const before = await sandbox.created('incoming_payment');
    const execution = await runToEnd(rest, workflowId);
    const made = (await sandbox.created('incoming_payment')) - before;
    const given = nodeOutput(execution, NODE).length;
    if (given !== CREATES || made !== CREATES) {
      throw new Error(`${name} made ${made} payments and gave ${given} items`);
    }
    return secondsOf(execution, NODE);
  };
  for (const [name, { id }] of Object.entries({ [OURS]: ours, [THEIRS]: theirs })) {
    await sandbox.control('expire-tokens');
    await sandbox.control('clear-requests');
    await once(name, id);
    tokens[name] = await sandbox.requests({ method: 'POST', path: '/oauth/token' });
  }

  const rows: string[][] = [];
  const ratios: number[] = [];
  for (const latencyMs of [0, 100]) {
    await sandbox.control('configure', { latencyMs });
    const figures = await sideBySide(rounds, {
      [OURS]: async () => await once(OURS, ours.id),
      [THEIRS]: async () => await once(THEIRS, theirs.id),
    });
    const [our, their] = [median(figures[OURS] ?? []), median(figures[THEIRS] ?? [])];
    rows.push([`${latencyMs} ms`, figure(our, 2), figure(their, 2), figure(their / our, 2)]);
    ratios.push(their / our);
  }
  await sandbox.control('configure', { latencyMs: 0 });
  const [at0 = NaN, at100 = NaN] = ratios;
  return {
    title: '1,000 STK pushes',
    intro:
      `Seconds that the node takes for 1,000 creates, by n8n's own clock, at two latencies of the API. ` +
      `Token requests of a run that begins with an expired token (not timed): ours ${tokens[OURS]}, HTTP Request ${tokens[THEIRS]}.`,
    head: ['latency', OURS, THEIRS, 'times as fast'],
    rows,
    goals: [
      { text: '0 ms: at least 1.5 times as fast', met: at0 >= 1.5, is: figure(at0, 2) },
      { text: '100 ms: not behind', met: at100 >= 1, is: figure(at100, 2) },
      { text: 'one token request', met: tokens[OURS] === 1, is: String(tokens[OURS]) },
    ],
  };
}
