import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_TIMEOUT_MS } from '../../api/client';

const DEFAULT_SECONDS = DEFAULT_TIMEOUT_MS / 1000;

/** So many items are sent at a time where it may be asked for, or done, again. */
export const REPEATABLE_AT_A_TIME = 10;

/** For what costs money or reaches a customer: an error stops the rest. */
export const concurrency: INodeProperties = {
  displayName: 'Items at a Time',
  name: 'concurrency',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 100 },
  default: 1,
  description:
    'How many items to send at a time. With 1, an error stops everything behind it, which is safest for payments.',
};

/** For what may be sent again. */
export const concurrencyOfRepeatable: INodeProperties = {
  ...concurrency,
  default: REPEATABLE_AT_A_TIME,
  description: 'How many items to send at a time',
};

export const idempotencyKey: INodeProperties = {
  displayName: 'Idempotency Key',
  name: 'idempotencyKey',
  type: 'string',
  default: '',
  placeholder: 'e.g. {{ $json.invoice_number }}',
  description:
    'A value that is unique for each payment, such as the invoice number. An item whose key this node has used before is refused, so that nothing is sent twice, also not after a restart. A key is free again if Kopo Kopo refused its request.',
};

export const requestsPerSecond: INodeProperties = {
  displayName: 'Requests per Second',
  name: 'requestsPerSecond',
  type: 'number',
  typeOptions: { minValue: 0, maxValue: 1_000 },
  default: 0,
  description:
    'The most requests to send in a second; 0 for no limit. Set it if Kopo Kopo says that it gets too many.',
};

export const timeout: INodeProperties = {
  displayName: 'Timeout (Seconds)',
  name: 'timeout',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 300 },
  default: DEFAULT_SECONDS,
  description: 'How long one request may take',
};
