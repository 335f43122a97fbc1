import type { IDataObject } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox';
import { documented } from '../stage/documentedOperations';
import { credentialFor, Engine, Store, type NodeParameters } from '../stage/engine';

let sandbox: Sandbox;
let engine: Engine;

beforeEach(async () => {
  sandbox = await startSandbox();
  engine = await Engine.start(new Store(credentialFor(sandbox)));
});
afterEach(() => sandbox.stop());

/** The fields are those of the documented pay recipients. */
const KINDS = ['Mobile Wallet', 'Bank Account', 'Till', 'Paybill'].map((kind) => {
  const row = documented(`Pay Recipient: Create (${kind})`);
  const body = row.body as { type: string; pay_recipient: IDataObject };
  const parameters: NodeParameters = { ...row.parameters, resource: 'externalRecipient' };
  return [kind, parameters, body] as const;
});

const posts = () => sandbox.control.requests({ method: 'POST', path: 'external_recipients' });

describe.each(KINDS)('%s', (_kind, parameters, { type, pay_recipient: recipient }) => {
  it('is sent as the SDKs of the API send it', async () => {
    const { error } = await engine.runAction({ parameters });
    expect(error).toBeUndefined();
    expect(posts()).toMatchObject([{ path: '/api/v2/external_recipients', status: 201 }]);
    expect(posts()[0]?.body).toEqual({ type, external_recipient: recipient });
  });

  it('may have a nickname', async () => {
    const options = typeof parameters.options === 'object' ? parameters.options : {};
    const { error } = await engine.runAction({
      parameters: { ...parameters, options: { ...options, nickname: 'Milk' } },
    });
    expect(error).toBeUndefined();
    expect(posts()[0]?.body).toEqual({
      type,
      external_recipient: { ...recipient, nickname: 'Milk' },
    });
  });

  it('is found again by Get', async () => {
    const { json } = await engine.runAction({ parameters });
    const [made] = sandbox.control.created('external_recipient');
    const location = `${sandbox.url}/api/v2/external_recipients/${made?.id}`;
    expect(json).toEqual([
      {
        id: made?.id,
        type: 'external_recipient',
        location,
        status: 'Created',
        outcome: 'succeeded',
      },
    ]);
    for (const externalRecipientId of [String(made?.id), location]) {
      const got = await engine.runAction({
        parameters: { resource: 'externalRecipient', operation: 'get', externalRecipientId },
      });
      expect(got.json).toMatchObject([
        {
          id: made?.id,
          type: 'external_recipient',
          status: 'Approved',
          outcome: 'succeeded',
          recipient_type: type,
          recipient_reference: 'Unavailable',
        },
      ]);
    }
  });
});

describe('a value that cannot be used', () => {
  const [, wallet] = KINDS[0] ?? [];
  it.each([
    ["'Phone Number' is empty. Fill it in.", { phoneNumber: '={{ "" }}' }],
    ["'First Name' is empty. Fill it in.", { firstName: '={{ "" }}' }],
    [
      "'Nickname' must be text, and is a list. Check its expression.",
      { options: { nickname: '={{ [1] }}' } },
    ],
    [
      '\'Recipient Type\' has no choice "merchant_wallet". It must be one of: bank_account, mobile_wallet, paybill, till.',
      { recipientType: 'merchant_wallet' },
    ],
  ])('%s', async (sentence, more) => {
    const { error } = await engine.runAction({ parameters: { ...wallet, ...more } });
    expect(error?.message).toBe(`${sentence} [item 0]`);
    expect(sandbox.control.requests()).toEqual([]);
  });
});
