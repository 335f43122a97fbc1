/** Unit and engine tests. Tests on a real n8n: jest.e2e.config.js, and jest.load.config.js. */
module.exports = {
  testEnvironment: '<rootDir>/test/stage/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/e2e/', '/load/'],
  globalSetup: '<rootDir>/test/stage/buildPackage.ts',
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', diagnostics: false }] },
  // For what hangs: on a busy machine a test may take long.
  testTimeout: 180_000,
  // One less than there are cores would be one at a time on a small machine.
  maxWorkers: 2,
};
