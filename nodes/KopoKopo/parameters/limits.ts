import type { INodeProperties } from 'n8n-workflow';

/** Between which numbers a field's must be. */
export interface Limits {
  /** 0 where the number must only be above it. */
  least: number;
  most: number;
}

/** @returns the limits that a number's field has in the editor, which don't hold for expressions there */
export function limitsOf({ typeOptions }: Pick<INodeProperties, 'typeOptions'>): Limits {
  return { least: typeOptions?.minValue ?? 0, most: typeOptions?.maxValue ?? Infinity };
}

/** @returns the number that was entered; undefined where it is none, or out of the limits */
export function numberWithin(entered: unknown, { least, most }: Limits): number | undefined {
  const number = Number(entered);
  return Number.isFinite(number) && number > 0 && number >= least && number <= most
    ? number
    : undefined;
}

/** @returns what to enter, e.g. `a number from 1 to 300` */
export function numberWanted({ least, most }: Limits): string {
  if (least > 0)
    return most === Infinity ? `a number from ${least}` : `a number from ${least} to ${most}`;
  return `a number above 0${most === Infinity ? '' : `, at most ${most}`}`;
}
