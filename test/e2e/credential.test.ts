import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { nodeOutput } from '../../tools/n8n/rest';
import { isN8n2 } from '../../tools/n8n/versions';
import { Stage } from './stage';
import {
  chain,
  kopoKopo,
  kopoKopoTrigger,
  manualTrigger,
  NEXT,
  nextNode,
  node,
  withCredential,
} from './workflows';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(async () => {
  await stage?.close();
});

/** What the editor shows for a credential with these fields changed. */
async function tested(
  changes: ICredentialDataDecryptedObject,
): Promise<{ status: string; message: string }> {
  const { data } = stage.credential;
  const credential = await stage.rest.createCredential('Tested', 'kopoKopoApi', {
    ...data,
    ...changes,
  });
  return await stage.rest.testCredential(credential);
}

describe("The credential's connection test", () => {
  it('says that good keys work', async () => {
    expect(await tested({})).toEqual({
      status: 'OK',
      message: 'Connection successful!',
    });
  });

  it('takes what people paste for the Base URL, as the nodes do', async () => {
    for (const more of ['/', '/api/v1/', ' '])
      expect(await tested({ baseUrl: stage.sandbox.url + more })).toMatchObject({ status: 'OK' });
  });

  it('names the client ID and secret when Kopo Kopo refuses them', async () => {
    const { status, message } = await tested({ clientSecret: 'wrong' });
    expect(status).toBe('Error');
    expect(message).toMatch(/^Kopo Kopo did not accept the 'Client ID' or the 'Client Secret'/);
    expect(message).toMatch(/sandbox and production have different keys/);
  });

  it('notices a secret that was changed after a good test', async () => {
    const credential = await stage.rest.createCredential('Changed', 'kopoKopoApi', {
      ...stage.credential.data,
    });
    expect(await stage.rest.testCredential(credential)).toMatchObject({ status: 'OK' });
    const changed = { ...credential, data: { ...credential.data, clientSecret: 'wrong' } };
    await stage.rest.updateCredential(changed);
    expect(await stage.rest.testCredential(changed)).toMatchObject({ status: 'Error' });
  });

  it('says that a host cannot be reached', async () => {
    const { status, message } = await tested({ baseUrl: 'http://127.0.0.1:9' });
    expect(status).toBe('Error');
    expect(message).toMatch(
      /^http:\/\/127\.0\.0\.1:9 could not be reached: the host refuses connections/,
    );
  });

  it("tells the dashboard's address from the API's", async () => {
    const { status, message } = await tested({ baseUrl: 'https://app.kopokopo.com' });
    expect(status).toBe('Error');
    expect(message).toMatch(/^app\.kopokopo\.com is Kopo Kopo's dashboard, not its API/);
  });

  it('does not send keys in the clear to a public host', async () => {
    const { status, message } = await tested({ baseUrl: 'http://kopokopo.example.com' });
    expect(status).toBe('Error');
    expect(message).toMatch(
      /must start with https:\/\/ so that your keys are not sent in the clear/,
    );
  });

  it('never shows a secret', async () => {
    const { message } = await tested({ clientSecret: 'a-very-secret-secret' });
    expect(message).not.toContain('a-very-secret-secret');
    expect(message).not.toContain(String(stage.credential.data.apiKey));
  });
});

describe('Who may use the credential', () => {
  it('a workflow with the trigger and the action node is saved and runs', async () => {
    const { credential, sandbox } = stage;
    const trigger = kopoKopoTrigger(credential, sandbox.tills.buyGoods);
    const info = kopoKopo(credential, { resource: 'accessToken', operation: 'getInfo' });
    const workflow = chain('Own nodes', manualTrigger(), info, nextNode());
    const execution = await stage.runToEnd({ ...workflow, nodes: [...workflow.nodes, trigger] });
    expect(nodeOutput(execution, NEXT)).toHaveLength(1);
    expect(execution.status).toBe('success');
  });

  it('a workflow with the node as a tool is saved', async () => {
    const tool = node('Tool', 'n8n-nodes-kopokopo.kopoKopoTool', 1, {
      resource: 'incomingPayment',
      operation: 'get',
      incomingPaymentId: "={{ $fromAI('incoming_payment_id') }}",
    });
    const workflow = chain('Tool', manualTrigger(), nextNode());
    const nodes = [...workflow.nodes, { ...tool, ...withCredential(stage.credential) }];
    await expect(stage.save({ ...workflow, nodes })).resolves.toMatchObject({ name: 'Tool' });
  });

  it('the HTTP Request node, which repeats payments after errors, does not get it', async () => {
    const request = node('HTTP', 'n8n-nodes-base.httpRequest', 4.2, {
      url: `${stage.sandbox.url}/oauth/token/info`,
      authentication: 'predefinedCredentialType',
      nodeCredentialType: 'kopoKopoApi',
    });
    const workflow = chain(
      'HTTP Request',
      manualTrigger(),
      { ...request, ...withCredential(stage.credential) },
      nextNode(),
    );
    if (isN8n2()) {
      await expect(stage.save(workflow)).rejects.toThrow(
        /cannot use credential type "kopoKopoApi"/,
      );
    } else {
      // n8n 1 does not know the restriction, and saves it.
      await expect(stage.save(workflow)).resolves.toBeDefined();
    }
  });
});
