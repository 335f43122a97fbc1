/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

/**
 * A documented sample.
 *
 * @param name e.g. `request.payment`, for the file in `docs/`
 */
export function sample(name: string): IDataObject {
  const json: IDataObject = JSON.parse(
    readFileSync(join(__dirname, '../fixtures/docs', `${name}.json`), 'utf8'),
  );
  return json;
}
