const e2e = require('./jest.e2e.config.js');

// Random scenarios: more of them than in `npm test`.
process.env.SCENARIOS ??= '60';

/** Tests with as much as a busy merchant has, and tests that keep a real n8n busy. */
module.exports = {
  ...e2e,
  testMatch: [
    '**/e2e/load/*.test.ts',
    '**/test/load/*.test.ts',
    '**/test/run/twoProcesses.test.ts',
  ],
  globalSetup: '<rootDir>/test/e2e/load/setUp.ts',
  testTimeout: 1_200_000,
  maxWorkers: 3,
};
