/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { inspect } from 'node:util';
import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';

/**
 * The environment of all tests: Node.js's, except that whatever a failing test holds can be reported. An
 * error of axios, or of n8n with one in it, has the connection in it and that has itself: `jest --json`
 * would end there, without a report of any test.
 */
export default class Environment extends TestEnvironment {
  handleTestEvent(event: Circus.Event): void {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure')
      makeReportable(event.error);
  }
}

function makeReportable(error: unknown): void {
  if (typeof error !== 'object' || error === null) return;
  for (const [name, value] of Object.entries(error)) {
    if (!isReportable(value)) Object.assign(error, { [name]: inspect(value, { depth: 1 }) });
  }
}

/** Errors go to another process and are written as JSON there. */
function isReportable(value: unknown): boolean {
  try {
    JSON.stringify(structuredClone(value));
    return true;
  } catch {
    return false;
  }
}
