import { MASK } from './secrets';

/** n8n's own parameter of a URL that resumes an execution: who knows it can do that. */
const SIGNATURE = /([?&]signature=)[^&#\s"']*/g;

/** @returns a text, such as a URL, without what lets anybody who knows it resume the execution */
export function withoutSignature(text: string): string {
  return text.replace(SIGNATURE, `$1${MASK}`);
}
