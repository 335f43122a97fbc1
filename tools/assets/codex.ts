import { jsonText, type Assets } from './asset';

const README = 'https://github.com/n8n-nodes-kopokopo/n8n-nodes-kopokopo';

/** Words by which people look for either node. */
const COMMON = [
  'kopo',
  'kopokopo',
  'mpesa',
  'm-pesa',
  'till',
  'lipa na mpesa',
  'payment',
  'payments',
  'buy goods',
  'kenya',
  'kes',
  'safaricom',
];

/** What n8n's node panel knows of each node. */
const NODES = [
  {
    file: 'KopoKopo.node.json',
    node: 'n8n-nodes-kopokopo.kopoKopo',
    categories: ['Finance & Accounting', 'Sales', 'Communication'],
    alias: [
      ...COMMON,
      'stk',
      'stk push',
      'sms',
      'receive payment',
      'send money',
      'payout',
      'salary',
      'paybill',
      'settlement',
      'payment link',
      'refund',
      'reversal',
    ],
  },
  {
    file: 'KopoKopoTrigger.node.json',
    node: 'n8n-nodes-kopokopo.kopoKopoTrigger',
    categories: ['Finance & Accounting', 'Sales'],
    alias: [...COMMON, 'receive payment', 'payment received', 'webhook', 'stk', 'sms'],
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
