/** What is wrong with a number that names something, such as an account, and what to do about it. */
export interface Harm {
  /** The second half of a sentence that starts with the field's name. */
  problem: string;
  /** A sentence. */
  advice: string;
}

const IN_THE_SPREADSHEET =
  'Make the column plain text in the spreadsheet, and enter the number there again.';
const FOUND_NOTHING = 'the expression has found nothing that can be used';
const IN_THE_EXPRESSION = 'Check its expression.';

const A_DATE = 'a spreadsheet or a program has taken it for a date or a time';

type Look = [looks: RegExp, what: string, advice: string];

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const YEAR = '(?:19|20)\\d\\d';
const TIME = '\\d{1,2}:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:\\s?[ap]m)?';
const DATES = [
  `${YEAR}[-/.]${DAY}[-/.]${DAY}`,
  `${DAY}([-/.])${DAY}\\1${YEAR}`,
  // How a program writes the date of a cell; "3/4" may be a house.
  `${DAY}/${DAY}/\\d\\d`,
  `${DAY}-${MONTH}(?:-\\d\\d)?`,
  `${DAY}[-/ ]${MONTH}[-/, ]+${YEAR}`,
  `${MONTH} ${DAY},? ${YEAR}`,
];
const WEEKDAY = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?';
const ZONE = '(?:\\s?(?:z|(?:gmt|utc)?[-+]\\d\\d:?\\d\\d|gmt|utc)(?: \\(.*\\))?)?';

/** What a text looks like in whose place nobody has entered anything, and why. */
const NOTHING: Look[] = [
  [
    /^-?\d+[.,]\d*\s*e\s*[+-]?\s*\d+$|^-?\d+\s*e\s*[+-]\s*\d+$/i,
    'a spreadsheet has shortened a long number, and its last digits are lost',
    IN_THE_SPREADSHEET,
  ],
  [
    /\{\{|\$json\b/,
    'it is an expression, which nobody has worked out',
    "Switch the field to 'Expression'.",
  ],
  [
    // In whatever language: "#VALUE!" is "#WERT!" elsewhere, and "Err:502" is an error of LibreOffice.
    /^#\s*(?:\p{L}{2,}[!?]|n\s*\/\s*a|nv|getting_data|div\/0!?|#+)$|^err:\s*\d+$|^=/iu,
    'a formula in the spreadsheet gives no value',
    'Correct the formula.',
  ],
  [
    /^(?:null|none|nan|<na>|n\/a|loading\.\.\.|-?infinity|true|false|[^\p{L}\p{N}]+)$|undefined|\[object \w+\]|invalid date/iu,
    FOUND_NOTHING,
    IN_THE_EXPRESSION,
  ],
];

/** What a text looks like that something on its way has changed, and what that was. */
const CHANGED: Look[] = [
  [
    // In a longer text. A name may have the letters in it.
    /(?<!\p{Ll})null(?!\p{Ll})|(?<![\p{L}\p{N}])NaN(?![\p{L}\p{N}])/u,
    FOUND_NOTHING,
    IN_THE_EXPRESSION,
  ],
  [
    // A zero in front is none of an amount's, but it may be a phone number's: 0712.345678.
    /^-?\d+[.,]0+$|^-?(?:0|[1-9]\d*)?\.\d*$|^-\d+$/,
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
    new RegExp(`^${WEEKDAY}(?:${DATES.join('|')})(?:(?:t|,?\\s)${TIME}${ZONE})?$|^${TIME}$`, 'i'),
    A_DATE,
    IN_THE_SPREADSHEET,
  ],
  // Of "Mar-26"; somebody's own code may be "MAR-26".
  [/^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d\d$/, A_DATE, IN_THE_SPREADSHEET],
  [
    /^['‘’"“”]|["“”]$/,
    'a spreadsheet or a program has put a quotation mark to it',
    'Enter it without.',
  ],
  [
    /⏎|\ufffd/,
    'it has a line break, a tab or another character in it that no number has',
    'Enter it again without.',
  ],
  [
    /[\uff01-\uff5e]|(?![0-9])\p{N}/u,
    'it has digits or letters in it that only look like the usual ones',
    'Enter it again on a usual keyboard.',
  ],
];

/** Copies from web pages and PDFs have such marks, e.g. a zero-width space. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** @returns a text as people see it: without invisible marks, and without spaces around it */
export function asSeen(text: string): string {
  return text.replace(UNSEEN, '').trim();
}

/** @returns a text without line breaks, tabs and the like */
export function onOneLine(text: string): string {
  return text.replace(CONTROL, '');
}

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
  return harmIn([...NOTHING, ...CHANGED], entered.replace(CONTROL, '⏎'));
}

/**
 * Looks whether a text is what a formula or an expression gives that has no value.
 *
 * @returns undefined when it isn't
 */
export function nothingIn(text: string): Harm | undefined {
  return harmIn(NOTHING, text);
}

function harmIn(looks: Look[], text: string): Harm | undefined {
  const found = looks.find(([look]) => look.test(text));
  if (!found) return undefined;
  const [, what, advice] = found;
  return { problem: `is "${text}": ${what}`, advice };
}
