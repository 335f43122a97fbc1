const e2e = require('./jest.e2e.config.js');

/** Tests with as much as a busy merchant has, and tests that keep a real n8n busy: one after the other. */
module.exports = {
  ...e2e,
  testMatch: ['**/e2e/load/*.test.ts', '**/test/load/*.test.ts'],
  maxWorkers: 1,
};
