import type { INodeProperties } from 'n8n-workflow';

/** Under it a field says what becomes of an item for which it was added, and gives nothing. */
export const WHEN_EMPTY: unique symbol = Symbol('when it is empty');

/**
 * A field that the user adds where it is wanted.
 *
 * An expression in it may find nothing. `refused`: then the item isn't sent, because leaving the field out
 * would change what is done: whose money moves, how much of it, to whom. `leftOut`: it is sent without it.
 */
export interface OptionalField extends INodeProperties {
  [WHEN_EMPTY]: 'refused' | 'leftOut';
}

/** @returns whether an item is refused for which the field was added and gives nothing */
export function isRefusedWhenEmpty(field: INodeProperties): boolean {
  return WHEN_EMPTY in field && field[WHEN_EMPTY] === 'refused';
}
