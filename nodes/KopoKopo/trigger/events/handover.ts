import type {
  IDataObject,
  IExecuteResponsePromiseData,
  INodeExecutionData,
  IRun,
  ITriggerFunctions,
} from 'n8n-workflow';

import { field, list } from '../../api/json';
import { unhurried } from '../../flow/clock';
import type { Arrival } from '../../memory/deliveries';
import { THIS_PROCESS } from '../../process/thisProcess';

/** Goes with an item from `webhook()` or a look to `execute()`, which only there can ask n8n's database. */
export interface Slip {
  /** `question` and `errand` end at the trigger. */
  kind: 'event' | 'found' | 'question' | 'errand';
  /** The event or the payment; for a question what is asked about. */
  arrivals: Arrival[];
  /** Payments whose notes may be dropped. */
  drop?: string[];
  /** Subscriptions to be written down. */
  subscriptions?: unknown[];
  /** What whoever looks at the execution has to know. */
  warning?: string;
  /** The process that hands it over. */
  from: string;
}

/** What `execute()` answers to who handed an item over. */
export interface Answer {
  /** The process in which it ran. */
  by: string;
  /** Whether n8n's database could be asked. */
  isAnswered: boolean;
  /** Of a payment that was found: whether it came in. */
  isNew: boolean;
  /** Of a question: the keys of those that haven't come. */
  missing: string[];
  /** Of a question: those of their marks that are there. */
  marks: string[];
  /** Whether all that seem to have come certainly have. */
  isCertain: boolean;
}

/** The name under which n8n keeps the slip beside the item's JSON. */
const NAME = 'kopoKopo';

/** @returns an item with a slip */
export function itemWith(json: IDataObject, slip: Omit<Slip, 'from'>): INodeExecutionData {
  return {
    json,
    [NAME]: { ...slip, arrivals: slip.arrivals.map(arrivalData), from: THIS_PROCESS },
  };
}

/** @returns the slip of an item; undefined for an item that somebody has made up */
export function slipOf(item: INodeExecutionData): Slip | undefined {
  const data = item[NAME];
  const [kind, from, warning] = ['kind', 'from', 'warning'].map((name) => field(data, name));
  if (kind !== 'event' && kind !== 'found' && kind !== 'question' && kind !== 'errand') {
    return undefined;
  }
  return {
    kind,
    arrivals: list(field(data, 'arrivals')).map(arrivalIn),
    drop: list(field(data, 'drop')).map(String),
    subscriptions: list(field(data, 'subscriptions')),
    warning: typeof warning === 'string' ? warning : undefined,
    from: String(from),
  };
}

/** n8n shouldn't wait longer for one workflow before the next payment starts it again. */
const LONGEST_RUN_MS = 30_000;
/** An execution that n8n can't even start gives no answer. */
const LONGEST_WAIT_MS = 120_000;

/**
 * Starts an execution with an item.
 *
 * @returns what `execute()` answered; undefined when it didn't; and a promise for when n8n can take the next
 *   one: when the execution has ended, or has taken long enough
 */
export async function handOver(
  context: ITriggerFunctions,
  item: INodeExecutionData,
): Promise<{ answer?: Answer; ended: Promise<void> }> {
  const response = context.helpers.createDeferredPromise<IExecuteResponsePromiseData>();
  const done = context.helpers.createDeferredPromise<IRun>();
  const ended = done.promise.then(ignore, ignore);
  context.emit([[item]], response, done);
  const answered = response.promise.then(answerIn, ignore);
  const answer = await Promise.race([answered, unhurried(LONGEST_WAIT_MS).then(ignore)]);
  return { answer, ended: Promise.race([ended, unhurried(LONGEST_RUN_MS)]) };
}

function ignore(): undefined {
  return undefined;
}

/** n8n ends the wait with an answer of its own when the execution gave none. */
function answerIn(response: IExecuteResponsePromiseData): Answer | undefined {
  const data: unknown = response;
  const by = field(data, 'by');
  if (typeof by !== 'string') return undefined;
  return {
    by,
    isAnswered: field(data, 'isAnswered') === true,
    isNew: field(data, 'isNew') === true,
    missing: list(field(data, 'missing')).map(String),
    marks: list(field(data, 'marks')).map(String),
    isCertain: field(data, 'isCertain') === true,
  };
}

function arrivalData({ key, paidAt, marks }: Arrival): IDataObject {
  return { key, paidAt, marks };
}

function arrivalIn(value: unknown): Arrival {
  const paidAt = field(value, 'paidAt');
  return {
    key: String(field(value, 'key')),
    paidAt: typeof paidAt === 'number' ? paidAt : undefined,
    marks: list(field(value, 'marks')).map(String),
  };
}
