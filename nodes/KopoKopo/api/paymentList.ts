import type { IDataObject } from 'n8n-workflow';

import { scopeOf } from './till';

/**
 * What a list of payments is asked for by.
 *
 * @param till undefined for the whole company
 * @param from as `apiTime` writes it
 * @param to the same
 * Source: API documentation, "Polling".
 */
export function paymentListBody(till: string | undefined, from: string, to: string): IDataObject {
  return { ...scopeOf(till), from_time: from, to_time: to };
}
