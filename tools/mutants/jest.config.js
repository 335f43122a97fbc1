const { join } = require('node:path');

const tests = require('../../jest.config.js');

/** The tests that judge a change: those that run the code, not those that look at its files. */
module.exports = {
  ...tests,
  rootDir: join(__dirname, '..', '..'),
  // Stryker puts its own environment around it, and can only do so with one that Node.js can load.
  testEnvironment: join(__dirname, 'environment.js'),
  testPathIgnorePatterns: [
    ...tests.testPathIgnorePatterns,
    '/test/architecture/',
    '/test/examples/',
    '/test/sandbox/',
    '/test/tools/',
  ],
  filter: join(__dirname, 'onlyWanted.js'),
  // A change that makes a test wait for ever.
  testTimeout: 60_000,
};
