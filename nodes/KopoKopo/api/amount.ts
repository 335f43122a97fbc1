/** The only one that Kopo Kopo knows: Kenyan shillings. */
export const CURRENCY = 'KES';

/** Money as the API wants it. */
export interface Amount {
  currency: string;
  /** In whole shillings and cents, at most two decimals. */
  value: number;
}

export type AmountReading = { value: number } | { refusal: string };

/** Above it JavaScript can't tell one cent from the next. */
const LARGEST = Number.MAX_SAFE_INTEGER / 100;
/** In shillings, a hundred-thousandth of a cent: what reckoning with decimals may be off by. */
const ROUNDING = 1e-7;

/**
 * Reads an amount of money.
 *
 * @param entered a number, of which a hundred-thousandth of a cent doesn't count (100 * 1.16 is
 *   115.99999999999999 in JavaScript), or text such as `1500`, `1500.50`, `1,500` or `KES 1,500`, which
 *   means what it says
 * @returns the value in KES, or what is wrong with it (the second half of a sentence)
 */
export function amountFrom(entered: unknown): AmountReading {
  // Only these two: a list such as [100, 200] would read as "100,200".
  if (typeof entered === 'number') return amountOfNumber(entered);
  return typeof entered === 'string' ? amountOfText(entered) : notMoney(entered);
}

function amountOfNumber(entered: number): AmountReading {
  if (!Number.isFinite(entered)) return notMoney(entered);
  const shown = String(entered);
  const value = Math.round(entered * 100) / 100;
  const isWholeCents = Math.abs(entered - value) <= ROUNDING;
  if (isWholeCents) return possible(value, shown);
  const hasCents = entered >= 0.01 && entered <= LARGEST;
  return hasCents ? tooManyDecimals(entered, shown) : possible(entered, shown);
}

function amountOfText(entered: string): AmountReading {
  const shown = `"${entered}"`;
  const text = entered
    .trim()
    .replace(/^(kes|kshs?\.?)\s*/i, '')
    // Not of "0,500": that is a decimal comma.
    .replace(/^([1-9]\d{0,2})((?:,\d{3})+)(?=\.|$)/, (whole) => whole.replace(/,/g, ''));
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return notMoney(entered);
  const value = Number(text);
  if (value < 0.01) return possible(value, shown);
  if (/\.\d{2}\d*[1-9]/.test(text)) return tooManyDecimals(value, shown);
  // In Germany "1.500" is one and a half thousand. Databases write more zeros: "1500.0000" is clear.
  if (/\.\d{3}$/.test(text)) {
    return {
      refusal: `can be read in two ways: ${shown}. Write ${text.replace('.', '')} or ${value.toFixed(2)}`,
    };
  }
  return possible(value, shown);
}

function possible(value: number, shown: string): AmountReading {
  if (value <= 0) return { refusal: `must be more than 0, and is ${shown}` };
  if (value < 0.01) return { refusal: `is less than one cent: ${shown}` };
  if (value > LARGEST) return { refusal: `is too large: ${shown}` };
  return { value };
}

function tooManyDecimals(value: number, shown: string): AmountReading {
  return {
    refusal: `has more than two decimals: ${shown}. Round it to whole cents, e.g. ${value.toFixed(2)}`,
  };
}

function notMoney(entered: unknown): AmountReading {
  const shown = typeof entered === 'number' ? String(entered) : JSON.stringify(entered);
  return {
    refusal: `is not an amount of money: ${shown}. Enter a number of shillings, e.g. 1500 or 99.50`,
  };
}

/** @returns the sum in cents, since sums of decimals are not exact; NaN where one is not an amount */
export function sumInCents(amounts: unknown[]): number {
  return amounts
    .map(amountAsNumber)
    .reduce<number>(
      (sum, amount) => sum + (typeof amount === 'number' ? Math.round(amount * 100) : NaN),
      0,
    );
}

/**
 * Amounts in answers come as text ("100.0", perhaps "1,000.00") or as numbers.
 *
 * @param value from an answer
 * @returns the number; the value as it came where it isn't one (null stays null)
 */
export function amountAsNumber<T>(value: T): T | number {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const isGrouped = /^\s*-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?\s*$/.test(value);
  const number = Number(isGrouped ? value.replace(/,/g, '') : value);
  return Number.isFinite(number) ? number : value;
}
