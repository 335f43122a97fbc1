import { relative, sep } from 'node:path';

import { isInSample } from './sample.mjs';

const SOURCES = 'nodes/KopoKopo';
const COLUMNS = {
  Killed: 'noticed',
  Timeout: 'timed out',
  Survived: 'survived',
  NoCoverage: 'not run',
};

/**
 * Names each change that no test notices as soon as it is known, since a run takes long and may be ended;
 * and counts by room. Stryker's own table counts what no test runs of all changes, not of the sample's.
 */
export class Rooms {
  rooms = new Map();

  onMutantTested({ status, fileName, location, mutatorName, replacement }) {
    const file = relative(SOURCES, fileName);
    if (
      !(status in COLUMNS) ||
      !isInSample({ fileName, location: fromZero(location), replacement })
    )
      return;
    const [room] = file.split(sep);
    const counts = this.rooms.get(room) ?? {};
    counts[status] = (counts[status] ?? 0) + 1;
    this.rooms.set(room, counts);
    if (status === 'Killed' || status === 'Timeout') return;
    const by = replacement.replace(/\s+/g, ' ');
    console.log(`${COLUMNS[status]}: ${file}:${location.start.line} ${mutatorName} ${by}`);
  }

  onMutationTestReportReady() {
    const rows = [...this.rooms].map(([room, counts]) => {
      const numbers = Object.keys(COLUMNS).map((status) => counts[status] ?? 0);
      const all = numbers.reduce((sum, number) => sum + number);
      const [killed, timedOut] = numbers;
      return [room, all, ...numbers, `${Math.round((100 * (killed + timedOut)) / all)} %`];
    });
    const head = ['room', 'changes', ...Object.values(COLUMNS), 'score'];
    for (const row of [head, ...rows])
      console.log(row.map((cell) => String(cell).padEnd(10)).join(''));
  }
}

function fromZero({ start, end }) {
  const less = ({ line, column }) => ({ line: line - 1, column: column - 1 });
  return { start: less(start), end: less(end) };
}
