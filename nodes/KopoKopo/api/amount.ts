/** Money as the API wants it. */
export interface Amount {
  currency: string;
  /** In whole shillings and cents, at most two decimals. */
  value: number;
}

export type AmountReading = { value: number } | { refusal: string };

/**
 * Reads an amount of money.
 *
 * @param entered a number, or text such as `1500`, `1500.50`, `1,500` or `KES 1,500`
 * @returns the value in KES, or what is wrong with it (the second half of a sentence)
 */
export function amountFrom(entered: unknown): AmountReading {
  // Only these two: a list such as [100, 200] would read as "100,200".
  if (typeof entered !== 'number' && typeof entered !== 'string') return notMoney(entered);
  const text =
    typeof entered === 'number'
      ? plainDecimal(entered)
      : entered
          .trim()
          .replace(/^(kes|kshs?\.?)\s*/i, '')
          .replace(/^(\d{1,3})((?:,\d{3})+)(?=\.|$)/, (whole) => whole.replace(/,/g, ''));
  const shown = typeof entered === 'number' ? String(entered) : `"${entered}"`;
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return notMoney(entered);
  const value = Number(text);
  if (value <= 0) return { refusal: `must be more than 0, and is ${shown}` };
  if (value < 0.01) return { refusal: `is less than one cent: ${shown}` };
  if (/\.\d{2}\d*[1-9]/.test(text)) {
    return {
      refusal: `has more than two decimals: ${shown}. Round it to whole cents, e.g. ${value.toFixed(2)}`,
    };
  }
  // In Germany "1.500" is one and a half thousand. Databases write more zeros: "1500.0000" is clear.
  if (/\.\d{3}$/.test(text)) {
    return {
      refusal: `can be read in two ways: ${shown}. Write ${text.replace('.', '')} or ${value.toFixed(2)}`,
    };
  }
  if (value > Number.MAX_SAFE_INTEGER / 100) return { refusal: `is too large: ${shown}` };
  return { value };
}

function notMoney(entered: unknown): AmountReading {
  const shown = typeof entered === 'number' ? String(entered) : JSON.stringify(entered);
  return {
    refusal: `is not an amount of money: ${shown}. Enter a number of shillings, e.g. 1500 or 99.50`,
  };
}

/** 1e21 and 1e-7 have to be seen as what they are, not as text with an exponent. */
function plainDecimal(value: number): string {
  return /e/i.test(String(value)) && Math.abs(value) < 1 ? value.toFixed(20) : String(value);
}

/**
 * Amounts in answers come as text ("100.0") or as numbers.
 *
 * @param value from an answer
 * @returns the number; the value as it came where it isn't one (null stays null)
 */
export function amountAsNumber<T>(value: T): T | number {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}
