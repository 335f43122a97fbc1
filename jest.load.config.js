const e2e = require('./jest.e2e.config.js');

/** Tests that keep a real n8n busy: one after the other, so that no other test has to wait for it. */
module.exports = { ...e2e, testMatch: ['**/e2e/load/*.test.ts'], maxWorkers: 1 };
