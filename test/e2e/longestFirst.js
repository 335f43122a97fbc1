const Sequencer = require('@jest/test-sequencer').default;

/** Those that take longest, mostly by waiting: were one of them the last, all others would wait for it. */
const LONGEST = [
  'e2e/load/queue',
  'e2e/load/missedPayments',
  'e2e/load/duplicates',
  'e2e/looks',
  'load/memoryUse',
  'e2e/load/payday',
  'e2e/triggerLifecycle',
  'e2e/browser/actionNode',
  'e2e/resume',
  'load/manyPayments',
  'e2e/restart',
  'e2e/browser/examples',
  'e2e/whatsappReceipt',
  'e2e/waitForResult',
  'load/manyItems',
  'e2e/browser/nodePanel',
  'e2e/browser/install',
];

/** Jest itself only knows which files took long the last time, and in a fresh clone not even that. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.ts`));
      return index < 0 ? LONGEST.length : index;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
