/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as delay } from 'node:timers/promises';
import { parse as parseFlatted } from 'flatted';
import type {
  ExecutionStatus,
  IConnections,
  ICredentialDataDecryptedObject,
  IDataObject,
  INode,
  INodeTypeDescription,
  IRunExecutionData,
  IWorkflowSettings,
} from 'n8n-workflow';
import { FIRST_PAUSE, longer } from '../until';
import { DataTable } from './dataTable';
import { N8nRestError, RestSession } from './restSession';
import { isN8n2 } from './versions';

export interface Owner {
  email: string;
  /** At least 8 characters, with a digit and a capital letter. */
  password: string;
  firstName?: string;
  lastName?: string;
}

export interface Credential {
  id: string;
  name: string;
  type: string;
  data: ICredentialDataDecryptedObject;
}

/** A workflow as it is exported from the editor. */
export interface WorkflowJson {
  name: string;
  nodes: INode[];
  connections: IConnections;
  settings?: IWorkflowSettings;
}

export interface StoredWorkflow extends WorkflowJson {
  id: string;
  versionId: string;
  active: boolean;
}

export type PublicationState = 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';

export interface PublicationStatus {
  status: PublicationState;
  triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

export interface ExecutionSummary {
  id: string;
  workflowId: string;
  status: ExecutionStatus;
  mode: string;
  /** ISO 8601. */
  startedAt: string | null;
  stoppedAt: string | null;
}

export interface Execution extends ExecutionSummary {
  data: IRunExecutionData;
}

interface Data<T> {
  data: T;
}

/** From n8n 2 on a workflow is published (in the background) instead of set active. */
interface Publishing {
  activate(session: RestSession, workflow: StoredWorkflow): Promise<void>;
  deactivate(session: RestSession, workflow: StoredWorkflow): Promise<void>;
}

/** What the editor does, as calls: sets up, publishes, runs and reads workflows on a local n8n. */
export class N8nRest {
  private readonly session: RestSession;

  /**
   * @param url n8n's address, such as `http://127.0.0.1:5678`
   * @param cookies of somebody who has logged in, by name; without them, set up an owner
   */
  constructor(url: string, cookies?: Record<string, string>) {
    this.session = new RestSession(url, cookies);
  }

  /** Those of the user who has logged in, by name. */
  get cookies(): Record<string, string> {
    return this.session.currentCookies;
  }

  /** Makes the first user of a fresh n8n, and logs in as that user. */
  async setUpOwner(owner: Owner): Promise<void> {
    const { email, password, firstName = 'Demo', lastName = 'Owner' } = owner;
    const body = { email, password, firstName, lastName };
    await this.session.request('POST', '/rest/owner/setup', body);
  }

  /**
   * @param type the credential type, such as `kopoKopoApi`
   * @param data its fields by name
   */
  async createCredential(
    name: string,
    type: string,
    data: ICredentialDataDecryptedObject,
  ): Promise<Credential> {
    const body = { name, type, data };
    const answer = await this.session.request<Data<{ id: string }>>(
      'POST',
      '/rest/credentials',
      body,
    );
    return { ...body, id: answer.data.id };
  }

  /** Changes a stored credential's name and fields. */
  async updateCredential({ id, name, type, data }: Credential): Promise<void> {
    await this.session.request('PATCH', `/rest/credentials/${id}`, { name, type, data });
  }

  async deleteCredential(id: string): Promise<void> {
    await this.session.request('DELETE', `/rest/credentials/${id}`);
  }

  /**
   * The editor's connection test.
   *
   * @returns the verdict and the text that the editor shows with it
   */
  async testCredential(
    credential: Credential,
  ): Promise<{ status: 'OK' | 'Error'; message: string }> {
    const answer = await this.session.request<Data<{ status: 'OK' | 'Error'; message: string }>>(
      'POST',
      '/rest/credentials/test',
      { credentials: credential },
    );
    return answer.data;
  }

  /**
   * Makes a data table in the user's own project.
   *
   * @param columns their types by name
   */
  async createDataTable(
    name: string,
    columns: Record<string, 'string' | 'number' | 'boolean' | 'date'>,
  ): Promise<DataTable> {
    return await DataTable.make(this.session, name, columns);
  }

  /** Stores a workflow, not active yet. n8n gives its webhook nodes an id if they have none. */
  async createWorkflow(workflow: WorkflowJson): Promise<StoredWorkflow> {
    const body = { settings: {}, ...workflow, active: false };
    const answer = await this.session.request<Data<StoredWorkflow>>(
      'POST',
      '/rest/workflows',
      body,
    );
    return answer.data;
  }

  async workflow(workflowId: string): Promise<StoredWorkflow> {
    const path = `/rest/workflows/${workflowId}`;
    return (await this.session.request<Data<StoredWorkflow>>('GET', path)).data;
  }

  /**
   * Saves changes. From n8n 2 on they are a draft: what is published goes on until `activate()`.
   *
   * @param changes what differs from the stored workflow
   */
  async updateWorkflow(
    workflowId: string,
    changes: Partial<WorkflowJson>,
  ): Promise<StoredWorkflow> {
    const { name, nodes, connections, settings, versionId } = await this.workflow(workflowId);
    const body = { name, nodes, connections, settings, versionId, ...changes };
    const path = `/rest/workflows/${workflowId}`;
    return (await this.session.request<Data<StoredWorkflow>>('PATCH', path, body)).data;
  }

  /**
   * Publishes a workflow's newest version and waits until its triggers are registered.
   *
   * @throws Error with the trigger's reason if a trigger can't be registered
   */
  async activate(workflowId: string): Promise<void> {
    await publishing().activate(this.session, await this.workflow(workflowId));
  }

  /** Takes a workflow out of service and waits until its triggers are removed. */
  async deactivate(workflowId: string): Promise<void> {
    await publishing().deactivate(this.session, await this.workflow(workflowId));
  }

  /** How far n8n (from 2 on) is with publishing, and what it says of each trigger. */
  async publicationStatus(workflowId: string): Promise<PublicationStatus> {
    return await readPublicationStatus(this.session, workflowId);
  }

  /** Deletes a workflow with its executions; an active one is taken out of service first. */
  async deleteWorkflow(workflowId: string): Promise<void> {
    const { active } = await this.workflow(workflowId);
    if (active) await this.deactivate(workflowId);
    await this.session.request('POST', `/rest/workflows/${workflowId}/archive`, {});
    await this.session.request('DELETE', `/rest/workflows/${workflowId}`);
  }

  /**
   * Runs a workflow as the editor's Execute button does.
   *
   * @param triggerName name of the node to start from, which must not wait for a webhook
   * @returns the execution's id
   */
  async run(workflowId: string, triggerName: string): Promise<string> {
    const answer = await this.runManually(workflowId, triggerName);
    if (answer.executionId === undefined) {
      throw new Error(`"${triggerName}" waits for an event: use listenForTestEvent().`);
    }
    return answer.executionId;
  }

  /**
   * The editor's "Listen for test event": registers the trigger's test URL until one event came.
   *
   * @param triggerName name of the trigger node
   */
  async listenForTestEvent(workflowId: string, triggerName: string): Promise<void> {
    const answer = await this.runManually(workflowId, triggerName);
    if (answer.waitingForWebhook !== true) {
      throw new Error(`"${triggerName}" has run at once instead of waiting for an event.`);
    }
  }

  async stopListening(workflowId: string): Promise<void> {
    await this.session.request('DELETE', `/rest/test-webhook/${workflowId}`);
  }

  /** The latest executions of a workflow, running ones too, the newest first. */
  async executions(workflowId: string, ...status: string[]): Promise<ExecutionSummary[]> {
    const chosen = { workflowId, ...(status.length > 0 ? { status } : {}) };
    const filter = encodeURIComponent(JSON.stringify(chosen));
    const path = `/rest/executions?filter=${filter}&limit=100`;
    const answer = await this.session.request<Data<{ results: ExecutionSummary[] }>>('GET', path);
    return [...answer.data.results].sort((one, other) => Number(other.id) - Number(one.id));
  }

  /** One execution with what its nodes did. */
  async execution(executionId: string): Promise<Execution> {
    const path = `/rest/executions/${executionId}`;
    const answer = await this.session.request<Data<ExecutionSummary & { data: string }>>(
      'GET',
      path,
    );
    const data: IRunExecutionData = parseFlatted(answer.data.data);
    return { ...answer.data, data };
  }

  /** Ends an execution that runs or waits. */
  async stopExecution(executionId: string): Promise<void> {
    await this.session.request('POST', `/rest/executions/${executionId}/stop`, {});
  }

  /**
   * Waits for an execution of a workflow.
   *
   * @param wanted the status it must have, or a test on what is known of it
   * @param timeoutMs milliseconds
   * @throws Error that lists the executions seen, with their errors, if none fits in time
   */
  async waitForExecution(
    workflowId: string,
    wanted: ExecutionStatus | ((execution: ExecutionSummary) => boolean),
    timeoutMs = 240_000,
  ): Promise<Execution> {
    const fits = (execution: ExecutionSummary) =>
      typeof wanted === 'function' ? wanted(execution) : execution.status === wanted;
    const deadline = Date.now() + timeoutMs;
    for (let pause = FIRST_PAUSE; ; pause = longer(pause)) {
      const seen = await this.executions(workflowId);
      const found = seen.find(fits);
      const execution = found && (await this.execution(found.id));
      if (execution !== undefined && isWhole(execution)) return execution;
      if (Date.now() > deadline) {
        throw new Error(
          `No execution of workflow ${workflowId} was as expected within ` +
            `${Math.round(timeoutMs / 1_000)} s. ${await this.describe(seen)}`,
        );
      }
      await delay(pause);
    }
  }

  /** What the editor knows of every node type, by the name used in workflows. */
  async nodeTypes(): Promise<Map<string, INodeTypeDescription>> {
    const types = await this.session.request<INodeTypeDescription[]>('GET', '/types/nodes.json');
    return new Map(types.map((type) => [type.name, type]));
  }

  private async runManually(
    workflowId: string,
    triggerName: string,
  ): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
    // n8n 2 reads the stored workflow and ignores workflowData; n8n 1 needs it.
    const body = {
      workflowData: await this.workflow(workflowId),
      triggerToStartFrom: { name: triggerName },
    };
    const path = `/rest/workflows/${workflowId}/run`;
    type Answer = Data<{ executionId?: string; waitingForWebhook?: boolean }>;
    return (await this.session.request<Answer>('POST', path, body)).data;
  }

  private async describe(executions: ExecutionSummary[]): Promise<string> {
    if (executions.length === 0) return 'It has not been executed.';
    const lines = executions.slice(0, 5).map(async ({ id, status }) => {
      const reason = executionError(await this.execution(id));
      return `execution ${id}: ${status}${reason === undefined ? '' : ` (${reason})`}`;
    });
    return `Seen: ${(await Promise.all(lines)).join('; ')}.`;
  }
}

/**
 * Whether what n8n has stored of an execution is of the same moment: n8n 1 writes the status first, and
 * then, in another statement, what the nodes did.
 */
function isWhole({ status, data }: Execution): boolean {
  if (status === 'waiting') return data.waitTill !== undefined;
  if (status === 'error') return data.waitTill === undefined;
  if (status !== 'success') return true;
  return data.waitTill === undefined && !data.executionData?.nodeExecutionStack?.length;
}

/**
 * What a node put out in its last run.
 *
 * @param nodeName the node's name in the workflow
 * @param output index of its output
 * @returns the items' JSON; empty if the node has not run
 */
export function nodeOutput(execution: Execution, nodeName: string, output = 0): IDataObject[] {
  const lastRun = execution.data.resultData.runData[nodeName]?.at(-1);
  return (lastRun?.data?.main?.[output] ?? []).map((item) => item.json);
}

/**
 * Why an execution failed.
 *
 * @returns the failed node's name and message, or undefined if it has not failed
 */
export function executionError(execution: Execution): string | undefined {
  const { error, lastNodeExecuted } = execution.data.resultData;
  if (error === undefined) return undefined;
  const details = error.description ? ` ${error.description}` : '';
  return `${lastNodeExecuted ?? 'workflow'}: ${error.message}${details}`;
}

/** Milliseconds for a workflow to get into service, or out of it. n8n itself gives up after 84 s. */
const SETTLED_MS = 100_000;

const publication: Publishing = {
  async activate(session, { id, versionId }) {
    await session.request('POST', `/rest/workflows/${id}/activate`, { versionId });
    const settled = await waitForPublication(session, id, 'published');
    if (settled.status === 'published') return;
    const reasons = settled.triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
    throw new Error(
      `n8n could not publish workflow ${id} (${settled.status}): ` +
        (reasons.join('; ') || 'it gave no reason.'),
    );
  },

  async deactivate(session, { id }) {
    await session.request('POST', `/rest/workflows/${id}/deactivate`, {});
    await waitForPublication(session, id, 'not_published');
  },
};

function publishing(): Publishing {
  return isN8n2() ? publication : activeFlag;
}

const activeFlag: Publishing = {
  async activate(session, { id, versionId }) {
    await session.request('PATCH', `/rest/workflows/${id}`, { active: true, versionId });
  },

  async deactivate(session, { id, versionId }) {
    await session.request('PATCH', `/rest/workflows/${id}`, { active: false, versionId });
  },
};

/** Until publishing has come to an end: as wanted, or failed. */
async function waitForPublication(
  session: RestSession,
  workflowId: string,
  wanted: PublicationState,
): Promise<PublicationStatus> {
  const failures: PublicationState[] = ['failed', 'partial'];
  const deadline = Date.now() + SETTLED_MS;
  for (;;) {
    const current = await readPublicationStatus(session, workflowId);
    if (current.status === wanted || failures.includes(current.status)) return current;
    if (Date.now() > deadline) {
      throw new Error(
        `Workflow ${workflowId} was "${current.status}" instead of "${wanted}" after ` +
          `${Math.round(SETTLED_MS / 1_000)} s.`,
      );
    }
    await delay(200);
  }
}

async function readPublicationStatus(
  session: RestSession,
  workflowId: string,
): Promise<PublicationStatus> {
  const path = `/rest/workflows/${workflowId}/publication-status`;
  return (await session.request<Data<PublicationStatus>>('GET', path)).data;
}

export { N8nRestError };
