/**
 * The number in an amount that the API accepts: a positive number, or a text that is one
 * ("2250.00"). Anything else gives undefined.
 */
export function readAmount(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d+(\.\d+)?$/.test(text)) return undefined;
  return Number(text);
}

/** An amount in KES as results write it: 100 → "100.0", 99.5 → "99.5". */
export function amountText(value: number | string): string {
  const amount = Number(value);
  return Number.isInteger(amount) ? `${amount}.0` : String(amount);
}
