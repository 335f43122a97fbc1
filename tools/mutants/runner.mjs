import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  commonTokens,
  declareClassPlugin,
  declareFactoryPlugin,
  PluginKind,
  tokens,
} from '@stryker-mutator/api/plugin';
import { strykerPlugins as jest, strykerValidationSchema } from '@stryker-mutator/jest-runner';

import { Rooms } from './reporter.mjs';
import { isInSample } from './sample.mjs';

/** Which files hold which tests: known after all have run once, and for all processes. */
const TEST_FILES = 'testFiles.json';

/**
 * Stryker's runner for jest loads every test file for every change, only to leave out most of the tests in
 * it. Loading n8n takes seconds each time: this one loads the files that have to do with the change, one
 * after the other, until a test has noticed it.
 */
function runnerFactory(injector) {
  const runner = jest[0].factory(injector);
  return {
    capabilities: () => runner.capabilities(),
    init: async () => await runner.init(),
    async dryRun(options) {
      const result = await runner.dryRun(options);
      const files = {};
      for (const { id, fileName } of result.tests ?? []) (files[id] ??= []).push(fileName);
      writeFileSync(TEST_FILES, JSON.stringify(files));
      return result;
    },
    async mutantRun(options) {
      const { testFilter, sandboxFileName, activeMutant } = options;
      // Stryker leaves errors out of the score.
      if (!isInSample(activeMutant)) return { status: 'error', errorMessage: 'not in the sample' };
      if (!testFilter) return await runner.mutantRun(options);
      let ran = 0;
      let result;
      for (const file of filesOf(testFilter, sandboxFileName)) {
        process.env.KOPOKOPO_TEST_FILES = file;
        // A table is run when its file is loaded, by whichever test came first: the others see what it says.
        result = await runner.mutantRun({ ...options, testFilter: undefined });
        ran += result.nrOfTests ?? 0;
        if (result.status !== 'survived') break;
      }
      delete process.env.KOPOKOPO_TEST_FILES;
      return { ...result, nrOfTests: ran };
    },
  };
}
runnerFactory.inject = tokens(commonTokens.injector);

/** The files of some tests; first the one that is named after the source, then those with most of them. */
function filesOf(tests, source) {
  const known = JSON.parse(readFileSync(TEST_FILES, 'utf8'));
  const counts = new Map();
  for (const file of tests.flatMap((test) => known[test] ?? []))
    counts.set(file, (counts.get(file) ?? 0) + 1);
  const own = basename(source, '.ts');
  const rank = ([file, count]) => (basename(file, '.test.ts') === own ? -Infinity : -count);
  return [...counts].sort((a, b) => rank(a) - rank(b)).map(([file]) => file);
}

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'kopokopo', runnerFactory),
  declareClassPlugin(PluginKind.Reporter, 'rooms', Rooms),
];
export { strykerValidationSchema };
