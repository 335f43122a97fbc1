/** What is wrong with a number that names something, such as an account, and what to do about it. */
export interface Harm {
  /** The second half of a sentence that starts with the field's name. */
  problem: string;
  /** A sentence. */
  advice: string;
}

const IN_THE_SPREADSHEET =
  'Make the column plain text in the spreadsheet, and enter the number there again.';
const IN_THE_EXPRESSION = 'Check its expression.';

/** What a text looks like that something on its way has changed, and what that was. */
const CHANGED: Array<[looks: RegExp, what: string, advice: string]> = [
  [
    /^\d+[.,]\d+e[+-]?\d+$|^\d+e[+-]\d+$/i,
    'a spreadsheet has shortened a long number, and its last digits are lost',
    IN_THE_SPREADSHEET,
  ],
  [
    /^-?\d+[.,]0+$/,
    'a spreadsheet or a program has taken the number for an amount',
    IN_THE_SPREADSHEET,
  ],
  [
    // Thin and unbreakable spaces are separators, an ordinary space is somebody's own.
    /^\d{1,3}(?:[,'’\u00a0\u2009\u202f]\d{2,3})*[,'’\u00a0\u2009\u202f]\d{3}(?:[.,]\d+)?$|^\d{1,3}(?:\.\d{3}){2,}$/,
    'a spreadsheet has put separators between thousands',
    IN_THE_SPREADSHEET,
  ],
  [
    // In whatever language: "#VALUE!" is "#WERT!" elsewhere.
    /^#(?:\p{L}{2,}[!?]|n\/a|nv|getting_data|div\/0!|#+)$/iu,
    'a formula in the spreadsheet gives no value',
    'Correct the formula.',
  ],
  [
    /^(?:undefined|null|none|nan|<na>|n\/a|loading\.\.\.|-?infinity|true|false|\[object object\])$/i,
    'the expression has found nothing that can be used',
    IN_THE_EXPRESSION,
  ],
];

/**
 * Looks whether something that names an account, a till or the like is still what somebody has entered.
 *
 * @param entered text or a number
 * @returns undefined when it is
 */
export function harmTo(entered: string | number): Harm | undefined {
  if (typeof entered === 'number') {
    if (Number.isSafeInteger(entered) && entered >= 0) return undefined;
    const problem = `is the number ${entered}, which cannot name anything`;
    return { problem, advice: `${IN_THE_SPREADSHEET} ${IN_THE_EXPRESSION}` };
  }
  const found = CHANGED.find(([looks]) => looks.test(entered));
  if (!found) return undefined;
  const [, what, advice] = found;
  return { problem: `is "${entered}": ${what}`, advice };
}
