/**
 * `npm run mutants` changes the code in one place at a time and looks whether a test notices. All changes take
 * many hours: `ONE_OF=50 npm run mutants` tries a fiftieth of them, the same each time, in more than one.
 *
 * The engine tests load the compiled package. Stryker runs jest in a copy of the project whose sources
 * hold all changes at once, each behind a switch; jest's global set-up compiles the package from them, so
 * that the switches are there, too.
 */
export default {
  plugins: [new URL('runner.mjs', import.meta.url).href],
  testRunner: 'kopokopo',
  jest: {
    configFile: 'tools/mutants/jest.config.js',
    // By its imports no engine test has to do with a source.
    enableFindRelatedTests: false,
  },
  mutate: ['nodes/KopoKopo/{api,run,trigger,memory}/**/*.ts'],
  // A folder of its own for the compiled package. What is installed is found further up.
  symlinkNodeModules: false,
  ignorePatterns: ['/dist', '/docs', '/demo', '/bench', '/reports', '/.github'],
  // Nobody has typed the switches.
  disableTypeChecks: 'nodes/**/*.ts',
  coverageAnalysis: 'perTest',
  // What runs only when a file is loaded, such as a table, would take all tests for each change.
  ignoreStatic: true,
  // Of a sample nothing is kept: what it leaves out would count as tried.
  incremental: !process.env.ONE_OF,
  incrementalFile: 'reports/mutants/results.json',
  reporters: ['clear-text', 'html', 'progress-append-only', 'rooms'],
  htmlReporter: { fileName: 'reports/mutants/index.html' },
  clearTextReporter: { logTests: false, allowColor: false, reportTests: false },
  concurrency: 2,
  // A test that hangs ends by itself (jest.config.js); a change that is covered by many tests takes long.
  timeoutMS: 15 * 60_000,
  dryRunTimeoutMinutes: 90,
};
