/** In seconds; what is between them, such as minutes, is said in seconds, as it is entered. */
const UNITS: Array<[name: string, length: number]> = [
  ['day', 24 * 3_600],
  ['hour', 3_600],
];

/** @returns a number of seconds as people say it, e.g. `120 seconds`, `1 hour`, `30 days` */
export function spoken(seconds: number): string {
  const [unit, length] = UNITS.find(([, each]) => seconds % each === 0) ?? ['second', 1];
  const count = seconds / length;
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
