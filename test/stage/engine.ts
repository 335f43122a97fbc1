/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import 'reflect-metadata';

import { randomUUID, createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// One for each of jest's processes, so that none is left behind with every run.
process.env.N8N_USER_FOLDER ??= join(
  tmpdir(),
  `kopokopo-engine-${process.env.JEST_WORKER_ID ?? 0}`,
);
process.env.N8N_ENCRYPTION_KEY ??= 'engine-test';
// n8n logs every error of a node: tests provoke hundreds of them.
process.env.N8N_LOG_LEVEL ??= 'silent';

import {
  DataDeduplicationService,
  ExecutionLifecycleHooks,
  HookContext,
  type PackageDirectoryLoader,
  WebhookContext,
  WorkflowExecute,
} from 'n8n-core';
import {
  createRunExecutionData,
  ICredentialsHelper,
  NodeConnectionTypes,
  NodeHelpers,
  Workflow,
  type ICredentialDataDecryptedObject,
  type ICredentials,
  type ICredentialsExpressionResolveValues,
  type IDataObject,
  type IExecuteData,
  type IExecuteResponsePromiseData,
  type IHttpRequestHelper,
  type IHttpRequestOptions,
  type INode,
  type INodeExecutionData,
  type INodeProperties,
  type INodeType,
  type INodeTypes,
  type IRun,
  type IWebhookData,
  type IWebhookResponseData,
  type IWorkflowExecuteAdditionalData,
  type WebhookSetupMethodNames,
  type WorkflowActivateMode,
  type WorkflowExecuteMode,
} from 'n8n-workflow';

import { clock } from './clock';
import { readPackage } from './packageCopy';

/**
 * n8n's execution engine (n8n-core) in this process, with the compiled package in it. What belongs to
 * the n8n application and not to n8n-core (stored credentials, the record of processed data) is
 * rebuilt here as n8n does it, in memory.
 */

const PACKAGE = 'n8n-nodes-kopokopo';

export interface CredentialData extends ICredentialDataDecryptedObject {
  environment: string;
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  apiKey: string;
}

export type NodeParameters = INode['parameters'];

/** Stands before the node under test and hands over the input items, or those that it is given. */
const startType: INodeType = {
  description: {
    displayName: 'Start',
    name: 'start',
    group: ['input'],
    version: 1,
    description: 'Hands its items on',
    defaults: { name: 'Start' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    properties: [{ displayName: 'Items', name: 'items', type: 'json', default: '' }],
  },
  async execute() {
    const own = String(this.getNodeParameter('items', 0));
    const items: IDataObject[] =
      own === '' ? this.getInputData().map(({ json }) => json) : JSON.parse(own);
    return [items.map((json, item) => ({ json, pairedItem: { item } }))];
  },
};

let loading: Promise<PackageDirectoryLoader> | undefined;

/** @returns the package as n8n's own loader sees it: one copy for all engines of a test file */
export async function loadPackage(): Promise<PackageDirectoryLoader> {
  loading ??= readPackage();
  return await loading;
}

/** What n8n keeps in its database: lives as long as the object, so that a "restart" is a new engine on the same store. */
export class Store {
  readonly processed = new Map<string, string[]>();
  readonly staticData: IDataObject = {};

  /** @param workflowId of its own, so that nothing the nodes remember of it is found by another test */
  constructor(
    public credential: CredentialData,
    readonly workflowId = randomUUID(),
  ) {}
}

export interface RunOptions {
  items?: IDataObject[];
  parameters: NodeParameters;
  /** More settings of the node, e.g. `{ onError: 'continueErrorOutput' }`. */
  node?: Partial<INode>;
  mode?: WorkflowExecuteMode;
  signal?: AbortSignal;
  executionId?: string;
}

export interface NodeRun {
  /** The items of each output. */
  outputs: INodeExecutionData[][];
  /** The items of the first output. */
  items: INodeExecutionData[];
  /** The JSON of the items of the first output. */
  json: IDataObject[];
  /** What made the execution fail, if it did. */
  error?: Error & { description?: string | null; context?: IDataObject; httpCode?: string };
  run: IRun;
}

interface RunHooks {
  signal?: AbortSignal;
  executionId?: string;
  /** Gets what a node answers to whoever started the execution. */
  onResponse?: (response: IExecuteResponsePromiseData) => void;
}

/** An n8n on a database. It remembers what the others in this test file do: {@link anotherProcess} doesn't. */
export class Engine {
  /** The workflow's. */
  timezone = 'Africa/Nairobi';

  /** Where this n8n is reached. */
  address = 'https://n8n.test';

  private constructor(
    private readonly loader: PackageDirectoryLoader,
    readonly store: Store,
  ) {}

  private isDead = false;

  /** The process ends where it is: nothing that it was about to do happens any more. */
  kill(): void {
    this.isDead = true;
  }

  /** To be awaited before everything for which a process needs its database. */
  async database(): Promise<void> {
    if (this.isDead) await new Promise(() => {});
  }

  /** @param loader a copy of the package; without it the one that all engines of a test file share */
  static async start(store: Store, loader?: PackageDirectoryLoader): Promise<Engine> {
    await startProcessedData();
    return new Engine(loader ?? (await loadPackage()), store);
  }

  readonly nodeTypes: INodeTypes = {
    getByName: (name: string) => this.nodeTypes.getByNameAndVersion(name),
    getByNameAndVersion: (name: string, version?: number) => {
      const short = name.split('.').pop() ?? '';
      if (short === 'start') return startType;
      const { type } = this.loader.getNode(short.replace(/Tool$/, ''));
      const versioned = NodeHelpers.getVersionedNodeType(type, version);
      if (!short.endsWith('Tool')) return versioned;
      // n8n makes the tool variant of a node; it runs the same code under another name.
      const description = { ...versioned.description, name: `${versioned.description.name}Tool` };
      return Object.create(versioned, { description: { value: description } });
    },
    getKnownTypes: () => ({}),
  };

  /**
   * Runs the action node once, after a node that hands over the items.
   */
  async runAction({
    items = [{}],
    parameters,
    node = {},
    mode = 'manual',
    signal,
    executionId,
  }: RunOptions): Promise<NodeRun> {
    const start = this.node('Start', 'start', {});
    const action = this.node('Kopo Kopo', 'kopoKopo', parameters, node);
    const workflow = this.workflow([start, action], {
      Start: { main: [[{ node: 'Kopo Kopo', type: NodeConnectionTypes.Main, index: 0 }]] },
    });
    const input = items.map((json): INodeExecutionData => ({ json }));
    return await this.run(workflow, start, input, 'Kopo Kopo', mode, { signal, executionId });
  }

  /**
   * Runs the action node several times in one execution, as a loop does, until one of them ends it.
   *
   * @param rounds the items of each time
   * @returns the JSON of each run, and what ended the execution
   */
  async runLoop(
    rounds: IDataObject[][],
    { parameters, node = {} }: Omit<RunOptions, 'items'>,
  ): Promise<{ rounds: IDataObject[][]; error?: NodeRun['error'] }> {
    const to = (name: string) => ({ node: name, type: NodeConnectionTypes.Main, index: 0 });
    const loop = rounds.map((items, index) =>
      this.node(`Round ${index}`, 'start', { items: JSON.stringify(items) }),
    );
    const start = this.node('Start', 'start', {});
    const action = this.node('Kopo Kopo', 'kopoKopo', parameters, node);
    const workflow = this.workflow([start, ...loop, action], {
      Start: { main: [loop.map(({ name }) => to(name))] },
      ...Object.fromEntries(loop.map(({ name }) => [name, { main: [[to('Kopo Kopo')]] }])),
    });
    const { run, error } = await this.run(workflow, start, [{ json: {} }], 'Kopo Kopo', 'manual');
    const runs = run.data.resultData.runData['Kopo Kopo'] ?? [];
    return {
      rounds: runs.map(({ data }) => (data?.main?.[0] ?? []).map(({ json }) => json)),
      error,
    };
  }

  /** Runs a workflow from its trigger, with the items that `webhook()` returned, as n8n does. */
  async runTrigger(
    trigger: INode,
    items: INodeExecutionData[],
    mode: WorkflowExecuteMode = 'webhook',
    hooks?: RunHooks,
  ): Promise<NodeRun> {
    return await this.run(this.workflow([trigger], {}), trigger, items, trigger.name, mode, hooks);
  }

  /** A trigger node with the given parameters; the same id, so that it is the same node after an edit. */
  trigger(parameters: NodeParameters, more: Partial<INode> = {}): INode {
    return this.node('Kopo Kopo Trigger', 'kopoKopoTrigger', parameters, {
      webhookId: '5e1f2a34-0c0d-4a6e-9c1e-6a1d2c3b4a5f',
      ...more,
    });
  }

  /**
   * Calls one of the trigger's lifecycle methods.
   *
   * @param options `isTest`: as "Listen for test event" does it, with static data of its own
   */
  async hook(
    method: WebhookSetupMethodNames,
    trigger: INode,
    options: HookOptions = {},
  ): Promise<boolean> {
    const { isTest = false } = options;
    const workflow = this.workflow([trigger], {}, isTest ? {} : this.store.staticData);
    const mode: WorkflowExecuteMode = isTest ? 'manual' : 'trigger';
    const additionalData = this.additionalData(workflow, mode);
    if (options.webhookBaseUrl) additionalData.webhookBaseUrl = options.webhookBaseUrl;
    if (options.testBaseUrl) additionalData.webhookTestBaseUrl = options.testBaseUrl;
    await workflow.expression.acquireIsolate?.();
    const data = this.webhookData(workflow, trigger, additionalData, isTest);
    const context = new HookContext(
      workflow,
      trigger,
      additionalData,
      mode,
      options.activation ?? (isTest ? 'manual' : 'activate'),
      data,
    );
    const type = this.nodeTypes.getByNameAndVersion(trigger.type, trigger.typeVersion);
    const methods = 'webhookMethods' in type ? type.webhookMethods?.default : undefined;
    const call = methods?.[method];
    if (!call) throw new Error(`The trigger has no ${method}`);
    const result = await call.call(context);
    return result;
  }

  /** Activates as n8n does: asks whether it exists, and creates it if not. */
  async activate(trigger: INode, options: HookOptions = {}): Promise<void> {
    if (!(await this.hook('checkExists', trigger, options)))
      await this.hook('create', trigger, options);
  }

  /**
   * Hands a request to a node's `webhook()`, with what n8n's body parser makes of it.
   *
   * @returns what the sender gets, and what the workflow would start with
   */
  async deliver(
    trigger: INode,
    request: {
      body: Buffer;
      headers?: Record<string, string>;
      isTest?: boolean;
      parsed?: unknown;
      /** The items with which the node has suspended its execution, for a callback to it. */
      suspendedWith?: INodeExecutionData[];
      /** Where n8n's test addresses begin. */
      testBaseUrl?: string;
    },
  ): Promise<Delivered> {
    const mode: WorkflowExecuteMode = request.isTest ? 'manual' : 'webhook';
    const workflow = this.workflow([trigger], {}, request.isTest ? {} : this.store.staticData);
    const additionalData = this.additionalData(workflow, mode);
    if (request.testBaseUrl) additionalData.webhookTestBaseUrl = request.testBaseUrl;
    const response = new RecordedResponse();
    const headers = { 'content-type': 'application/json', ...request.headers };
    const isRead = isReadByN8n(headers['content-type']);
    const httpRequest = {
      method: 'POST',
      headers,
      rawBody: isRead ? request.body : undefined,
      readRawBody: async () => {
        httpRequest.rawBody = request.body;
      },
      body: isRead ? (request.parsed ?? parsedOrUndefined(request.body)) : undefined,
      params: {},
      query: {},
    };
    Object.assign(additionalData, { httpRequest, httpResponse: response });
    await workflow.expression.acquireIsolate?.();
    const data = this.webhookData(workflow, trigger, additionalData, request.isTest ?? false);
    const { suspendedWith } = request;
    const suspended =
      suspendedWith &&
      createRunExecutionData({
        executionData: {
          nodeExecutionStack: [{ node: trigger, data: { main: [suspendedWith] }, source: null }],
        },
      });
    const run = suspended ?? null;
    const context = new WebhookContext(workflow, trigger, additionalData, mode, data, [], run);
    const type = this.nodeTypes.getByNameAndVersion(trigger.type, trigger.typeVersion);
    if (!('webhook' in type) || !type.webhook) throw new Error('The node has no webhook()');
    const returned: IWebhookResponseData = await type.webhook.call(context);
    const answered = response.statusCode !== undefined;
    return {
      status: response.statusCode ?? 200,
      answer: answered ? response.body : returned.webhookResponse,
      items: returned.workflowData?.[0],
      outputs: returned.workflowData,
      unanswered: returned.noWebhookResponse === true && !answered,
    };
  }

  private webhookData(
    workflow: Workflow,
    node: INode,
    workflowExecuteAdditionalData: IWorkflowExecuteAdditionalData,
    isTest: boolean,
  ): IWebhookData {
    const type = this.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
    const [webhookDescription] = type.description.webhooks ?? [];
    if (!webhookDescription) throw new Error('The node has no webhook');
    return {
      httpMethod: 'POST',
      node: node.name,
      path: `${node.webhookId}/kopokopo`,
      webhookDescription,
      workflowId: workflow.id ?? '',
      workflowExecuteAdditionalData,
      isTest,
    };
  }

  node(name: string, type: string, parameters: NodeParameters, more: Partial<INode> = {}): INode {
    const isOurs = type !== 'start';
    return {
      id: createHash('sha1').update(name).digest('hex').slice(0, 12),
      name,
      type: isOurs ? `${PACKAGE}.${type}` : type,
      typeVersion: type === 'kopoKopoTrigger' ? 2 : 1,
      position: [0, 0],
      parameters,
      ...(isOurs ? { credentials: { kopoKopoApi: { id: '1', name: 'Kopo Kopo' } } } : {}),
      ...more,
    };
  }

  workflow(
    nodes: INode[],
    connections: Workflow['connectionsBySourceNode'],
    staticData: IDataObject = this.store.staticData,
  ): Workflow {
    const workflow = new Workflow({
      id: this.store.workflowId,
      name: 'Test',
      nodes,
      connections,
      active: false,
      nodeTypes: this.nodeTypes,
      staticData,
      settings: { executionOrder: 'v1', timezone: this.timezone },
    });
    engineOfWorkflow.set(workflow, this);
    return workflow;
  }

  private async run(
    workflow: Workflow,
    start: INode,
    items: INodeExecutionData[],
    asked: string,
    mode: WorkflowExecuteMode,
    { signal, executionId, onResponse }: RunHooks = {},
  ): Promise<NodeRun> {
    const additionalData = this.additionalData(workflow, mode, executionId);
    if (onResponse) additionalData.hooks?.addHandler('sendResponse', onResponse);
    await workflow.expression.acquireIsolate?.();
    const stack: IExecuteData[] = [{ node: start, data: { main: [items] }, source: null }];
    const execution = new WorkflowExecute(
      additionalData,
      mode,
      createRunExecutionData({ executionData: { nodeExecutionStack: stack } }),
    ).processRunExecutionData(workflow);
    signal?.addEventListener('abort', () => execution.cancel());
    const run = await execution;
    const { resultData } = run.data;
    const outputs = resultData.runData[asked]?.[0]?.data?.main ?? [];
    const all = outputs.map((output) => output ?? []);
    const first = all[0] ?? [];
    return {
      outputs: all,
      items: first,
      json: first.map(({ json }) => json),
      error: resultData.error as NodeRun['error'],
      run,
    };
  }

  additionalData(
    workflow: Workflow,
    mode: WorkflowExecuteMode,
    executionId = '231',
  ): IWorkflowExecuteAdditionalData {
    const data = {
      credentialsHelper: new StoredCredentials(this, this.loader, workflow),
      hooks: new ExecutionLifecycleHooks(mode, executionId, {
        id: workflow.id ?? '',
        name: 'Test',
        nodes: [],
        connections: {},
        active: false,
        isArchived: false,
        createdAt: new Date(),
        updatedAt: new Date(),
        activeVersionId: null,
      }),
      webhookWaitingBaseUrl: `${this.address}/webhook-waiting`,
      formWaitingBaseUrl: `${this.address}/form-waiting`,
      webhookBaseUrl: `${this.address}/webhook`,
      webhookTestBaseUrl: `${this.address}/webhook-test`,
      formBaseUrl: `${this.address}/form`,
      formTestBaseUrl: `${this.address}/form-test`,
      restApiUrl: `${this.address}/rest`,
      instanceBaseUrl: `${this.address}/`,
      variables: {},
      executionId,
      userId: 'user-1',
      currentNodeParameters: undefined,
      setExecutionStatus() {},
      logAiEvent() {},
    };
    return data as unknown as IWorkflowExecuteAdditionalData;
  }
}

export interface HookOptions {
  isTest?: boolean;
  webhookBaseUrl?: string;
  testBaseUrl?: string;
  activation?: WorkflowActivateMode;
}

export interface Delivered {
  status: number;
  answer: unknown;
  items?: INodeExecutionData[];
  /** The items of each output. */
  outputs?: INodeExecutionData[][];
  /** The sender would wait for ever. */
  unanswered: boolean;
}

/** As much of Express's response as a node uses. */
class RecordedResponse {
  statusCode?: number;
  body: unknown;
  status(code: number): this {
    this.statusCode = code;
    return this;
  }
  json(body: unknown): this {
    this.body = body;
    return this;
  }
  send(body: unknown): this {
    return this.json(body);
  }
  end(): this {
    return this;
  }
}

/** For a trigger of version 2 or more n8n reads these by itself; the others are left to the node. */
function isReadByN8n(contentType: string): boolean {
  return /^(application\/json|text\/plain|application\/x-www-form-urlencoded)|[/+]xml$/.test(
    contentType,
  );
}

function parsedOrUndefined(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** n8n's stored credentials, as its `credentials-helper` handles them. */
class StoredCredentials extends ICredentialsHelper {
  private readonly store: Store;

  constructor(
    private readonly engine: Engine,
    private readonly loader: PackageDirectoryLoader,
    private readonly workflow: Workflow,
  ) {
    super();
    this.store = engine.store;
  }

  getParentTypes(): string[] {
    return [];
  }

  isCredentialUsableByNode(): boolean {
    return true;
  }

  async authenticate(
    credentials: ICredentialDataDecryptedObject,
    typeName: string,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> {
    const { authenticate } = this.loader.getCredential(typeName).type;
    return typeof authenticate === 'function'
      ? await authenticate(credentials, requestOptions)
      : requestOptions;
  }

  async preAuthentication(
    helpers: IHttpRequestHelper,
    credentials: ICredentialDataDecryptedObject,
    typeName: string,
    _node: INode,
    credentialsExpired: boolean,
  ): Promise<ICredentialDataDecryptedObject | undefined> {
    const { type } = this.loader.getCredential(typeName);
    const expirable =
      type.properties.find(({ typeOptions }) => typeOptions?.expirable === true)?.name ?? '';
    if (!type.preAuthentication || (credentials[expirable] !== '' && !credentialsExpired))
      return undefined;
    const output = await type.preAuthentication.call(helpers, credentials);
    if (output[expirable] === undefined) return undefined;
    Object.assign(this.store.credential, output);
    return Object.assign(credentials, output);
  }

  async runPreAuthentication(): Promise<ICredentialDataDecryptedObject | undefined> {
    return undefined;
  }

  async getCredentials(): Promise<ICredentials> {
    throw new Error('not part of the engine tests');
  }

  async getDecrypted(
    _additionalData: IWorkflowExecuteAdditionalData,
    _nodeCredentials: unknown,
    typeName: string,
    mode: WorkflowExecuteMode,
    _executeData?: IExecuteData,
    _raw?: boolean,
    values?: ICredentialsExpressionResolveValues,
  ): Promise<ICredentialDataDecryptedObject> {
    await this.engine.database();
    const node = values?.node ?? this.workflow.nodes[Object.keys(this.workflow.nodes)[0] ?? ''];
    const decrypted = Object.fromEntries(
      this.getCredentialsProperties(typeName).map(({ name, default: value }) => [name, value]),
    );
    Object.assign(decrypted, this.store.credential);
    for (const [name, value] of Object.entries(decrypted)) {
      if (typeof value !== 'string' || !value.startsWith('=') || !node) continue;
      const resolved = this.workflow.expression.getSimpleParameterValue(node, value, mode, {});
      decrypted[name] = typeof resolved === 'string' ? resolved : '';
    }
    return decrypted as ICredentialDataDecryptedObject;
  }

  async updateCredentials(
    _details: unknown,
    _type: string,
    data: ICredentialDataDecryptedObject,
  ): Promise<void> {
    Object.assign(this.store.credential, data);
  }

  async updateCredentialsOauthTokenData(): Promise<void> {}

  getCredentialsProperties(typeName: string): INodeProperties[] {
    return this.loader.getCredential(typeName).type.properties;
  }
}

type DedupService = Parameters<typeof DataDeduplicationService.init>[0];

/** n8n-core takes one service for the whole process: it looks up whose data is asked for. */
const engineOfWorkflow = new WeakMap<object, Engine>();
let processedDataStarted: Promise<void> | undefined;

async function startProcessedData(): Promise<void> {
  processedDataStarted ??= DataDeduplicationService.init(processedData());
  await processedDataStarted;
}

/** n8n's table of processed data, as its `deduplication-helper` uses it: read, change, write, without a lock. */
function processedData(): DedupService {
  const engineOf = ({ workflow }: { workflow: object }): Engine => {
    const engine = engineOfWorkflow.get(workflow);
    if (!engine) throw new Error('The workflow was not made by an Engine');
    return engine;
  };
  const keyOf = (scope: string, context: { workflow: { id?: string }; node?: INode }) =>
    `${context.workflow.id}/${scope === 'node' ? context.node?.id : ''}`;
  const hash = (value: unknown) => createHash('md5').update(String(value)).digest('base64');
  const database = async (engine: Engine) => {
    const goOn = clock.standStill();
    await new Promise((resolve) => setImmediate(resolve));
    goOn();
    await engine.database();
  };
  return {
    async checkProcessedAndRecord(items, scope, context, options) {
      const [engine, key] = [engineOf(context), keyOf(scope, context)];
      await database(engine);
      const { processed } = engine.store;
      const entries = [...(processed.get(key) ?? [])];
      const there = new Set(entries);
      const isNew = items.map((item) => !there.has(hash(item)));
      const fresh = items.filter((_, index) => isNew[index]);
      entries.push(...fresh.map(hash));
      if (options.maxEntries) entries.splice(0, entries.length - options.maxEntries);
      await database(engine);
      processed.set(key, entries);
      return { new: fresh, processed: items.filter((_, index) => !isNew[index]) };
    },
    async removeProcessed(items, scope, context) {
      const [engine, key] = [engineOf(context), keyOf(scope, context)];
      await database(engine);
      const gone = new Set(items.map(hash));
      const { processed } = engine.store;
      const entries = (processed.get(key) ?? []).filter((entry) => !gone.has(entry));
      await database(engine);
      processed.set(key, entries);
    },
    async clearAllProcessedItems(scope, context) {
      engineOf(context).store.processed.delete(keyOf(scope, context));
    },
    async getProcessedDataCount(scope, context) {
      return engineOf(context).store.processed.get(keyOf(scope, context))?.length ?? 0;
    },
  };
}

/** A credential for a sandbox that runs in this process. */
export function credentialFor(sandbox: {
  url: string;
  credentials: { clientId: string; clientSecret: string; apiKey: string };
}): CredentialData {
  return { environment: 'custom', baseUrl: sandbox.url, ...sandbox.credentials };
}

/** A new id, for tests that need one that nobody has seen. */
export const newId = () => randomUUID();
