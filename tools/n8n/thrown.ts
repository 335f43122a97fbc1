/**
 * The code of a Node.js system error, such as `ENOENT`.
 *
 * @returns the code, or undefined if the value is not a system error
 */
export function errorCode(error: unknown): string | undefined {
  // Not instanceof Error: in a test runner Node.js's own errors come from another realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * For a catch clause that expects certain system errors and nothing else.
 *
 * @param codes the expected codes, such as `ENOENT`
 * @throws the error itself if it is another one
 */
export function expectCode(error: unknown, ...codes: string[]): void {
  if (!codes.includes(errorCode(error) ?? '')) throw error;
}

/** The message of whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
