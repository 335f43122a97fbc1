/** n8n, axios and Node.js make three levels. */
const MOST_LEVELS = 10;

/**
 * An error and what caused it, the outermost first: n8n and axios put errors of their own around the
 * one that happened.
 *
 * @param error whatever was thrown
 */
export function errorChain(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let level = error; level && chain.length < MOST_LEVELS; level = property(level, 'cause')) {
    chain.push(level);
  }
  return chain;
}

/** @returns a property of whatever was thrown, inherited ones too; undefined where there is none */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
