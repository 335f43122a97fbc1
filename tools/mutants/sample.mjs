import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** `npm run mutants` tries one change of so many, for a first look: all of them take hours. */
const ONE_OF = Number(process.env.ONE_OF ?? 1);

/** The same sample each time, spread over all files. Lines and columns from 0, as Stryker counts them inside. */
export function isInSample({ fileName, location: { start, end }, replacement }) {
  const place = { start: columnAndLine(start), end: columnAndLine(end) };
  const name = JSON.stringify([basename(fileName), place, replacement]);
  return createHash('sha256').update(name).digest().readUInt32BE() % ONE_OF === 0;
}

function columnAndLine({ column, line }) {
  return { column, line };
}
