import type { IDataObject, INode } from 'n8n-workflow';

import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { clock } from './clock';
import { wallet } from './destinations';
import { documented } from './documentedOperations';
import { credentialFor, Store, type Engine, type NodeParameters, type NodeRun } from './engine';
import { saidBy } from './payday';
import { anotherProcess } from './processes';

/** An execution of the node, as a scenario wants it. Times are milliseconds after the scenario begins. */
export interface Planned {
  at: number;
  process: 0 | 1;
  /** Payments, one request of Send Money for each item, one for all of them, or a sweep. */
  kind: 'payment' | 'send' | 'combine' | 'sweep';
  /** One for each item. */
  invoices: string[];
  /** Whether they are the items' idempotency keys. */
  hasKeys: boolean;
  concurrency: number;
  goOn: boolean;
  retryOnFail: boolean;
  waits: boolean;
  /** Sweeps only: whether the switch is on, and what the expression of the source gives. */
  sweep: { isOn: boolean; source: 'no field' | 'a till' | 'nothing' };
}

/** Something that goes wrong on the way. */
export interface Scenario {
  runs: Planned[];
  faults: Array<{ shop: 0 | 1; fault: Fault }>;
  /** The credential becomes that of the other shop, or gets a new API key. */
  edits: Array<{ at: number; what: 'other shop' | 'API key' }>;
  /** A process dies, and another one starts in its place. */
  deaths: Array<{ at: number; process: 0 | 1 }>;
  /** The database fails, before or after it has written. */
  hiccups: Array<{ at: number; lasts: number; when: 'before' | 'after' }>;
  /** Every token dies. */
  expiries: number[];
  /** What each use of the database takes, in turn. */
  databaseTakes: number[];
  /** Which uses of the database take so much longer, as of a process that stands still. */
  stalls: Array<{ use: number; lasts: number }>;
  latencyMs: number;
}

/** An execution that has ended, or was in a process that died. */
interface Ran {
  plan: Planned;
  number: number;
  /** The shops that the credential was of while it ran. */
  shops: Set<number>;
  run?: NodeRun;
}

/** What a shop has made, and for which execution. */
interface Made {
  shop: number;
  id: string;
  run: number;
  invoices: string[];
  request: IDataObject;
}

const TILL = '000000';

/**
 * Two shops, two processes of n8n on one database, and one node, which both of them run. {@link wrongs}
 * says what of all that must never happen has happened.
 */
export class PaymentWorld {
  private readonly store: Store;
  private readonly processes: Engine[] = [];
  private readonly ran: Ran[] = [];
  /** When each process has died. */
  private readonly deaths = new Map<Engine, { promise: Promise<undefined>; resolve: () => void }>();
  private current = 0;
  private uses = 0;

  private constructor(
    private readonly shops: [Sandbox, Sandbox],
    private readonly scenario: Scenario,
  ) {
    this.store = new Store(credentialFor(shops[0]));
  }

  /** Plays a scenario to its end, and then has everything paid that is left. */
  static async play(scenario: Scenario): Promise<string[]> {
    const options = { resultDelayMs: 500, latencyMs: scenario.latencyMs };
    const shops: [Sandbox, Sandbox] = [await startSandbox(options), await startSandbox(options)];
    for (const { control } of shops) control.configure({ callbackLossRate: 1 });
    const world = new PaymentWorld(shops, scenario);
    try {
      await world.play();
      return world.wrongs();
    } finally {
      for (const shop of shops) await shop.stop();
    }
  }

  private async play(): Promise<void> {
    const { runs, faults, edits, deaths, expiries } = this.scenario;
    const begin = clock.now();
    const after = async (at: number, act: () => void | Promise<void>) => {
      await clock.sleep(begin + at - clock.now());
      await act();
    };
    for (const { shop, fault } of faults) this.shops[shop].control.fault(fault);
    this.processes.push(await this.start(), await this.start());
    this.failNow(begin);
    await Promise.all([
      ...runs.map((plan, number) => after(plan.at, async () => await this.run(plan, number))),
      ...edits.map(({ at, what }) => after(at, () => this.edit(what))),
      ...deaths.map(({ at, process }) => after(at, async () => await this.die(process))),
      ...expiries.map((at) =>
        after(at, () => this.shops.forEach(({ control }) => control.expireTokens())),
      ),
    ]);
    await this.payTheRest();
  }

  /** When all is quiet again, whoever runs everything once more pays what is missing, and nothing else. */
  private async payTheRest(): Promise<void> {
    for (const { control } of this.shops) control.clearFaults();
    await clock.sleep(180_000);
    const invoices = this.scenario.runs
      .filter(({ kind }) => kind !== 'sweep')
      .flatMap((plan) => plan.invoices);
    const last: Planned = {
      ...{ at: 0, process: 0, kind: 'payment', concurrency: 1, goOn: true, retryOnFail: false },
      ...{ hasKeys: true, waits: false, sweep: { isOn: false, source: 'no field' } },
      invoices: [...new Set(invoices)],
    } as Planned;
    if (last.invoices.length > 0) await this.run(last, this.scenario.runs.length);
  }

  private async start(): Promise<Engine> {
    const engine = await anotherProcess(this.store);
    const alive = engine.database.bind(engine);
    const { databaseTakes, stalls } = this.scenario;
    engine.database = async () => {
      const use = this.uses++;
      const stall = stalls.find((one) => one.use === use);
      const takes = stall?.lasts ?? databaseTakes[use % databaseTakes.length] ?? 0;
      if (takes > 0) await clock.sleep(takes);
      await alive();
      if (this.isFailing('before')) throw new Error('the database is locked');
    };
    let resolve = () => {};
    const promise = new Promise<undefined>((end) => {
      resolve = () => end(undefined);
    });
    this.deaths.set(engine, { promise, resolve });
    return engine;
  }

  private isFailing: (when: 'before' | 'after') => boolean = () => false;

  private failNow(begin: number): void {
    const { hiccups } = this.scenario;
    this.isFailing = (when) =>
      hiccups.some(
        (hiccup) =>
          hiccup.when === when &&
          clock.now() >= begin + hiccup.at &&
          clock.now() < begin + hiccup.at + hiccup.lasts,
      );
    const { processed } = this.store;
    processed.set = (key, value) => {
      Map.prototype.set.call(processed, key, value);
      if (this.isFailing('after')) throw new Error('the connection to the database was lost');
      return processed;
    };
  }

  private edit(what: 'other shop' | 'API key'): void {
    if (what === 'API key') {
      this.store.credential.apiKey = `renewed at ${clock.now()}`;
      return;
    }
    this.current = 1 - this.current;
    const shop = this.shops[this.current === 0 ? 0 : 1];
    Object.assign(this.store.credential, credentialFor(shop), { sessionValidity: '' });
    for (const { shops, run } of this.ran) if (!run) shops.add(this.current);
  }

  private async die(process: 0 | 1): Promise<void> {
    const dying = this.processes[process];
    this.processes[process] = await this.start();
    dying?.kill();
    if (dying) this.deaths.get(dying)?.resolve();
  }

  private async run(plan: Planned, number: number): Promise<void> {
    const engine = this.processes[plan.process];
    if (!engine) return;
    const ran: Ran = { plan, number, shops: new Set([this.current]) };
    this.ran.push(ran);
    const running = engine.runAction({
      items: plan.invoices.map((invoice) => ({ invoice })),
      parameters: parametersOf(plan, number),
      node: nodeOf(plan),
    });
    ran.run = await Promise.race([running, this.deaths.get(engine)?.promise]);
  }

  private made(): Made[] {
    return this.shops.flatMap(({ control }, shop) =>
      ['payment', 'send_money'].flatMap((type) =>
        control.created(type).map((created): Made => {
          const { id } = created;
          const request = created.request as IDataObject;
          const metadata = (request.metadata ?? {}) as IDataObject;
          const destinations = (request.destinations ?? []) as IDataObject[];
          const invoices =
            type === 'payment'
              ? [String(metadata.invoice)]
              : destinations.map(({ description }) => String(description));
          return { shop, id, run: Number(metadata.run), invoices, request };
        }),
      ),
    );
  }

  private wrongs(): string[] {
    const made = this.made();
    return [
      ...this.paidTwice(made),
      ...this.ran.flatMap((ran) => [...toldWrongly(ran, made), ...this.ofAnother(ran, made)]),
      ...this.sweptWrongly(made),
      ...this.strangeRequests(made),
      ...this.leftOver(made),
    ];
  }

  /** With the same key, or for one item of an execution. */
  private paidTwice(made: Made[]): string[] {
    const idsOf = new Map<string, string[]>();
    for (const { id, run, invoices } of made) {
      const isOfKey = this.ran.find(({ number }) => number === run)?.plan.hasKeys;
      for (const invoice of invoices) {
        const once = isOfKey ? invoice : `${invoice} in execution ${run}`;
        idsOf.set(once, [...(idsOf.get(once) ?? []), id]);
      }
    }
    return [...idsOf]
      .filter(([, ids]) => ids.length > 1)
      .map(([invoice, ids]) => `${invoice} was paid ${ids.length} times`);
  }

  private ofAnother({ number, shops }: Ran, made: Made[]): string[] {
    const used = new Set(made.filter(({ run }) => run === number).map(({ shop }) => shop));
    if (used.size > 1) return [`execution ${number} paid from both shops`];
    return [...used]
      .filter((shop) => !shops.has(shop))
      .map((shop) => `execution ${number} paid from shop ${shop}, which its credential never was`);
  }

  private sweptWrongly(made: Made[]): string[] {
    const sweeps = made.filter(({ request }) => (request.destinations as [])?.length === 0);
    return sweeps.flatMap(({ run, id, request }) => {
      const plan = this.scenario.runs[run];
      if (plan?.kind !== 'sweep' || !plan.sweep.isOn)
        return [`${id} is a sweep that nobody wanted`];
      const { source } = plan.sweep;
      const wanted = source === 'a till' ? TILL : undefined;
      const isAsEntered = source !== 'nothing' && request.source_identifier === wanted;
      const others = sweeps.filter((other) => other.run === run);
      return [
        ...(isAsEntered ? [] : [`${id} sweeps ${String(request.source_identifier)}`]),
        ...(others.length > 1 ? [`execution ${run} sweeps ${others.length} times`] : []),
      ];
    });
  }

  /** Tokens of the other shop, and questions for what the other shop has. */
  private strangeRequests(made: Made[]): string[] {
    return this.shops.flatMap(({ control }, shop) =>
      control.requests().flatMap(({ method, path, headers }) => {
        const { authorization } = headers;
        const isStrange = authorization !== undefined && !/^Bearer #\d+$/.test(authorization);
        const id = method === 'GET' ? path.split('/').pop() : undefined;
        const isOfOther = made.some((entry) => entry.id === id && entry.shop !== shop);
        return [
          ...(isStrange ? [`shop ${shop} got a token that is not its own`] : []),
          ...(isOfOther ? [`shop ${shop} was asked for ${id}, which the other one has`] : []),
        ];
      }),
    );
  }

  /** In the end everything is paid that a node has not called unknown. */
  private leftOver(made: Made[]): string[] {
    const last = this.ran.find(({ number }) => number === this.scenario.runs.length);
    return (last?.run?.json ?? []).flatMap(({ error }, item) => {
      const invoice = last?.plan.invoices[item] ?? '';
      const { outcome, message } = (error ?? {}) as IDataObject;
      if (outcome === undefined || outcome === 'unknown') {
        // Who has stood still counts on a slow database for a while, and rather sends nothing.
        const isCareful = this.scenario.stalls.length > 0;
        const isInUse = /is being used by another/.test(String(message)) && !isCareful;
        return isInUse ? [`${invoice} stays in use`] : [];
      }
      const isPaid = made.some(({ invoices }) => invoices.includes(invoice));
      return outcome === 'already_sent' && isPaid
        ? []
        : [`${invoice} is ${String(outcome)} in the end: ${String(message)}`];
    });
  }
}

/** Whether an execution says of each of its items what is so. */
function toldWrongly({ plan, number, run }: Ran, made: Made[]): string[] {
  if (!run || plan.kind === 'sweep') return [];
  const mine = made.filter((entry) => entry.run === number);
  const said = saidBy(run, plan.invoices.length);
  return plan.invoices.flatMap((invoice, item) => {
    const ids = mine.filter(({ invoices }) => invoices.includes(invoice)).map(({ id }) => id);
    const all = made.filter(({ invoices }) => invoices.includes(invoice)).map(({ id }) => id);
    const entry = said[item];
    const what = `execution ${number}, item ${item} (${invoice})`;
    const [id] = ids;
    if (id === undefined) {
      const isMadeUp =
        entry?.state === 'created' && entry.id !== undefined && !all.includes(entry.id);
      return isMadeUp ? [`${what} has an ID that does not exist`] : [];
    }
    if (entry?.state === 'unknown') return [];
    if (entry?.state !== 'created') return [`${what} exists, and is said not to`];
    return entry.id === undefined || entry.id === id ? [] : [`${what} has the ID of another`];
  });
}

const pairs = (values: Record<string, string>) => ({
  metadata: { pair: Object.entries(values).map(([key, value]) => ({ key, value })) },
});

function parametersOf(plan: Planned, number: number): NodeParameters {
  const { kind, concurrency, waits } = plan;
  const run = String(number);
  const options = {
    ...(plan.hasKeys ? { idempotencyKey: '={{ $json.invoice }}' } : {}),
    ...{ concurrency, timeout: 5, maxWait: 20 },
  };
  const resultMode = waits ? 'wait' : 'none';
  if (kind === 'payment') {
    return {
      ...documented('Payment: Create').parameters,
      additionalFields: pairs({ invoice: '={{ $json.invoice }}', run }),
      options,
      resultMode,
    };
  }
  if (kind === 'sweep') {
    const source = { 'no field': {}, 'a till': { sourceIdentifier: `={{ "${TILL}" }}` } };
    const nothing = { sourceIdentifier: '={{ $json.nothing }}' };
    return {
      ...{ resource: 'sendMoney', operation: 'sweep', sweepEverything: plan.sweep.isOn },
      options: {
        ...options,
        ...(plan.hasKeys ? { idempotencyKey: `={{ "sweep ${run} " + $json.invoice }}` } : {}),
        ...pairs({ run }),
        ...(plan.sweep.source === 'nothing' ? nothing : source[plan.sweep.source]),
      },
      resultMode,
    };
  }
  const to = wallet('0712345678', 100, { description: 'THE INVOICE' });
  const list = JSON.stringify([to]).replace('"THE INVOICE"', '$json.invoice');
  return {
    ...{ resource: 'sendMoney', operation: 'send', recipientsFrom: 'list' },
    recipientList: `={{ ${list} }}`,
    combineItems: kind === 'combine',
    options: { ...options, ...pairs({ run }) },
    resultMode,
  };
}

function nodeOf({ goOn, retryOnFail }: Planned): Partial<INode> {
  return {
    ...(goOn ? { onError: 'continueRegularOutput' as const } : {}),
    ...(retryOnFail ? { retryOnFail, maxTries: 3, waitBetweenTries: 1 } : {}),
  };
}
