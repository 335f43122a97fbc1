import type { ResultOf } from '../api/asked';
import { errorTexts } from '../api/errorBody';
import type { Failure } from '../api/failure';
import { outcomeOf } from '../api/outcome';
import { kindOfResult, resultIn } from '../api/result';
import type { OutputChoice } from './outputChoice';

/**
 * Why there are no transactions to split. Without a word, the failed request would look like one of them
 * to the rest of the workflow.
 *
 * @param of what it is the result of
 * @returns undefined where there is nothing to complain of
 */
export function failureToSplit(
  body: unknown,
  { splitTransactions }: OutputChoice,
  of: ResultOf,
): Failure | undefined {
  const result = resultIn(body, of);
  if (!result || kindOfResult(result.type) !== 'polling' || !splitTransactions) return undefined;
  if (outcomeOf(result.type, result.attributes) !== 'failed') return undefined;
  const said = errorTexts(result.attributes.errors).join('; ');
  return {
    kind: 'unanswered',
    message: `Kopo Kopo could not tell the transactions${said === '' ? '' : `: ${said}`}`,
    advice: "Ask for a new list. To get this one as an item, turn 'Split Transactions' off.",
  };
}
