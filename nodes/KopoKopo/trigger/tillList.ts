import { harmTo, type Harm } from '../api/identifier';
import { isSameTill, tillIn } from '../api/till';

/* How several tills stand in one field. */

/** What is between two tills, besides commas: one of these may be in a till, too. */
const APART = /[\s;]+/;

/** So few digits may be part of a till that has spaces in it, of whatever kind; a till has more. */
const A_PART = /\b(?:K?\d{1,4}[^\S\r\n]+\d+|K?\d+[^\S\r\n]+\d{1,4})\b/i;

/** With commas between them: nobody separates thousands so. */
const WHOLE_TILLS = /^K?\d{5,}(?:,K?\d{5,})*$/i;

/** @returns the tills in a list, each once */
export function tillsInList(entered: string): string[] {
  const tills = entered
    .split(APART)
    .flatMap((each) => each.split(','))
    .map(tillIn)
    .filter((till) => till !== '');
  return tills.filter((till, index) => tills.findIndex((each) => isSameTill(each, till)) === index);
}

/**
 * Looks whether the tills are still what somebody has entered, see `harmTo`: "142,034" may be one till with a
 * spreadsheet's separator, or two of them; so may "142 034".
 *
 * @returns undefined when they are
 */
export function harmToList(entered: string): Harm | undefined {
  const [part] = A_PART.exec(entered) ?? [];
  if (part !== undefined) {
    const problem = `has "${part}" in it, which may be one till or two`;
    return { problem, advice: 'Enter a till without spaces.' };
  }
  const written = entered.split(APART).map((each) => each.replace(/^,+|,+$/g, ''));
  return written.map((each) => (WHOLE_TILLS.test(each) ? undefined : harmTo(each))).find(Boolean);
}
