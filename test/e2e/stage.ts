import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox';
import {
  type Credential,
  type Execution,
  N8nRest,
  type StoredWorkflow,
  type WorkflowJson,
} from '../../tools/n8n/rest';
import { until } from '../../tools/until';
import { sharedN8n } from './sharedN8n';

export { until };

/** Statuses of an execution that has come to its end. */
const ENDED: string[] = ['success', 'error', 'crashed', 'canceled'];

/** A Kopo Kopo of its own for a test file, and an n8n that has a credential for it. */
export class Stage {
  private constructor(
    readonly sandbox: Sandbox,
    readonly rest: N8nRest,
    /** Without a slash at the end. */
    readonly n8nUrl: string,
    readonly credential: Credential,
  ) {}

  /** With the n8n that all files share. */
  static async open(options: SandboxOptions = {}): Promise<Stage> {
    const { url, cookies } = sharedN8n();
    return await Stage.on(url, new N8nRest(url, cookies), options);
  }

  /**
   * With another n8n.
   *
   * @param n8nUrl without a slash at the end
   * @param rest logged in there
   */
  static async on(n8nUrl: string, rest: N8nRest, options: SandboxOptions = {}): Promise<Stage> {
    const sandbox = await startSandbox(options);
    const credential = await rest.createCredential('Kopo Kopo sandbox', 'kopoKopoApi', {
      environment: 'custom',
      baseUrl: sandbox.url,
      ...sandbox.credentials,
    });
    return new Stage(sandbox, rest, n8nUrl, credential);
  }

  async close(): Promise<void> {
    await this.sandbox.stop();
  }

  /** Stores a workflow. */
  async save(workflow: WorkflowJson): Promise<StoredWorkflow> {
    return await this.rest.createWorkflow(workflow);
  }

  /** Stores a workflow and takes it into service. */
  async publish(workflow: WorkflowJson): Promise<StoredWorkflow> {
    const stored = await this.save(workflow);
    await this.rest.activate(stored.id);
    return stored;
  }

  /**
   * Runs a workflow as the editor's Execute button does, to its end.
   *
   * @param trigger name of the node to start from
   */
  async runToEnd(workflow: WorkflowJson, trigger = 'Start'): Promise<Execution> {
    const { id } = await this.save(workflow);
    return await this.ended(id, await this.rest.run(id, trigger));
  }

  /**
   * Waits for the end of an execution.
   *
   * @param executionId of the workflow; the newest one unless told
   */
  async ended(workflowId: string, executionId?: string): Promise<Execution> {
    return await this.rest.waitForExecution(
      workflowId,
      ({ id, status }) => ENDED.includes(status) && (executionId ?? id) === id,
    );
  }

  /** Waits until an execution of the workflow is suspended. */
  async suspended(workflowId: string): Promise<Execution> {
    return await this.rest.waitForExecution(workflowId, 'waiting');
  }

  /** Calls the Webhook node with this path, as production traffic does; n8n must accept it. */
  async callWebhook(path: string, body: IDataObject = {}): Promise<void> {
    const url = `${this.n8nUrl}/webhook/${path}`;
    const { status } = await axios.post(url, body, { proxy: false, validateStatus: () => true });
    if (status !== 200) throw new Error(`n8n answered ${status} to ${url}`);
  }
}

/**
 * Posts bytes to n8n as they are.
 *
 * @param signature the X-KopoKopo-Signature; none is sent without it
 * @returns the status of the answer
 */
export async function post(url: string, body: string, signature?: string): Promise<number> {
  const headers = {
    'Content-Type': 'application/json',
    ...(signature === undefined ? {} : { 'X-KopoKopo-Signature': signature }),
  };
  const { status } = await axios.post(url, body, {
    headers,
    proxy: false,
    transformRequest: (data: unknown) => data,
    validateStatus: () => true,
  });
  return status;
}
