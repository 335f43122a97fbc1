const e2e = require('./jest.e2e.config.js');
const load = require('./jest.load.config.js');

/** Both in one run, for CI: while the tests under load wait, the others get on. */
module.exports = {
  ...load,
  testMatch: [...e2e.testMatch, ...load.testMatch],
  maxWorkers: 4,
};
