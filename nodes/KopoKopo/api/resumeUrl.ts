import { withTexts } from './json';
import { MASK } from './secrets';

/** n8n's own parameter of a URL that resumes an execution: who knows it can do that. */
const SIGNATURE = /([?&]signature=)[^&#\s"']*/g;

/**
 * @param value a text, such as a URL, or JSON
 * @returns the same without what lets anybody who knows it resume the execution, wherever it stands
 */
export function withoutSignature<T>(value: T): T {
  return withTexts(
    value,
    (text) => text.includes('signature='),
    (text) => text.replace(SIGNATURE, `$1${MASK}`),
  );
}
