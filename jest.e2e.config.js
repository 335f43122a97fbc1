/**
 * Tests on a real n8n, driven over REST, and through its editor in a browser. One n8n is started for
 * all of them; N8N_VERSION chooses which: `N8N_VERSION=1 npm run test:e2e` runs them on the
 * n8n 1 in tools/n8n/versions.ts.
 */
const isN8n1 = /^1(\.|$)/.test(process.env.N8N_VERSION ?? '');

module.exports = {
  testEnvironment: '<rootDir>/test/stage/environment.ts',
  roots: ['<rootDir>/test'],
  // The editor of n8n 1 is another one, with other buttons.
  testMatch: ['**/e2e/*.test.ts', ...(isN8n1 ? [] : ['**/e2e/browser/*.test.ts'])],
  globalSetup: '<rootDir>/test/e2e/setUp.ts',
  globalTeardown: '<rootDir>/test/e2e/tearDown.ts',
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', diagnostics: false }] },
  // For what hangs: on a busy computer a test may take long.
  testTimeout: 600_000,
  testSequencer: '<rootDir>/test/e2e/longestFirst.js',
  // n8n itself needs one of two cores; most tests wait for it, or for time to pass.
  maxWorkers: 3,
};
