const Sequencer = require('@jest/test-sequencer').default;

/** Those that take longest, mostly by waiting: were one of them the last, all others would wait for it. */
const LONGEST = [
  'load/queue',
  'load/missedPayments',
  'looks',
  'browser/examples',
  'resume',
  'triggerLifecycle',
  'waitForResult',
  'browser/install',
  'restart',
  'browser/nodePanel',
];

/** Jest itself only knows which files took long the last time, and in a fresh clone not even that. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((name) => path.endsWith(`/e2e/${name}.test.ts`));
      return index < 0 ? LONGEST.length : index;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
