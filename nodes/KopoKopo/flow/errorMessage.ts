/** @returns what an error says, whatever was thrown */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * An error of n8n's with this message, whatever is in it: n8n replaces one that has a system's code such as
 * ETIMEDOUT in it, by texts of which one advises to retry on fail, which could pay twice.
 */
export function withMessage<T extends Error>(message: string, error: T): T {
  error.message = message;
  return error;
}
