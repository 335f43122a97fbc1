import { jsonText, type Assets } from './asset';

const README = 'https://github.com/n8n-nodes-kopokopo/n8n-nodes-kopokopo';

/** Words for money that comes in: by them people look for either node. */
const MONEY_IN = [
  'kopo',
  'kopokopo',
  'mpesa',
  'm-pesa',
  'lipa na mpesa',
  'buy goods',
  'buygoods',
  'till',
  'c2b',
  'payment',
  'payments',
  'payment received',
  'receive payment',
  'receive money',
  'customer pays',
  'customer paid',
  'get paid',
  'transactions',
  'sales',
  'stk',
  'sms',
  'mobile money',
  'safaricom',
  'kenya',
  'kes',
];

/** Words for what else a shop does with it. */
const MORE = [
  'stk push',
  'mpesa prompt',
  'request payment',
  'payment link',
  'invoice',
  'takings',
  'daily sales',
  'reconciliation',
  'sms customer',
  'send sms',
  'refund',
  'reversal',
  'send money',
  'b2c',
  'b2b',
  'payout',
  'salary',
  'payroll',
  'pay supplier',
  'paybill',
  'bank',
  'settlement',
];

/**
 * What n8n's node panel knows of each node. It shows an action node and its trigger as one entry, and
 * then looks at the action node's words only: that one has all of them.
 */
const NODES = [
  {
    file: 'KopoKopo.node.json',
    node: 'n8n-nodes-kopokopo.kopoKopo',
    categories: ['Finance & Accounting', 'Sales', 'Communication'],
    alias: [...MONEY_IN, ...MORE, 'webhook'],
  },
  {
    file: 'KopoKopoTrigger.node.json',
    node: 'n8n-nodes-kopokopo.kopoKopoTrigger',
    categories: ['Finance & Accounting', 'Sales'],
    alias: [...MONEY_IN, 'webhook'],
  },
];

/** The codex files, which n8n reads beside the nodes. */
export function codex(): Assets {
  return {
    task: 'codex',
    folders: [],
    files: NODES.map(({ file, node, categories, alias }) => ({
      path: `nodes/KopoKopo/${file}`,
      text: jsonText({
        node,
        nodeVersion: '1.0',
        codexVersion: '1.0',
        categories,
        resources: {
          primaryDocumentation: [{ url: `${README}#readme` }],
          credentialDocumentation: [{ url: `${README}#set-up-the-credential` }],
        },
        alias,
      }),
    })),
  };
}
