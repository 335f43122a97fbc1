/** Unit and engine tests. The tests on a real n8n have their own configuration, jest.e2e.config.js. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/unit/**/*.test.ts', '**/engine/**/*.test.ts'],
  globalSetup: '<rootDir>/test/engine/buildPackage.ts',
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', diagnostics: false }] },
  testTimeout: 30000,
};
