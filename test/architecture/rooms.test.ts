/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** From what n8n loads down to what everybody uses: a room imports only from those behind it. */
const ROOMS = [
  ['nodes/KopoKopo/*.node.ts'],
  ['nodes/KopoKopo/run', 'nodes/KopoKopo/trigger'],
  ['nodes/KopoKopo/operations'],
  ['nodes/KopoKopo/parameters'],
  ['nodes/KopoKopo/memory', 'nodes/KopoKopo/webhook'],
  ['nodes/KopoKopo/process'],
  ['nodes/KopoKopo/api'],
  ['nodes/KopoKopo/flow'],
];

/** The same inside the trigger's room, whose last ones are files of its own. */
const TRIGGERS_ROOMS = [
  ['nodes/KopoKopo/trigger/looks'],
  ['nodes/KopoKopo/trigger/events'],
  ['nodes/KopoKopo/trigger/service'],
  ['nodes/KopoKopo/trigger/payments'],
  ['nodes/KopoKopo/trigger/subscriptions'],
  ['nodes/KopoKopo/trigger'],
];

const LONGEST_FILE = 300;

/** Where the time comes from: tests can set only what asks there. */
const CLOCK = 'nodes/KopoKopo/flow/clock.ts';
const OTHER_CLOCKS =
  /\bDate\.now\(|\bnew Date\(\)|\bDateTime\.(now|local|utc)\(\)|\bperformance\.|\bAbortSignal\.timeout|\bsleep\(/;

interface Source {
  path: string;
  text: string;
  lines: number;
  /** Paths of the project's own files that it imports. */
  imports: string[];
}

const sources = ['nodes', 'credentials', 'tools', 'demo', 'bench', 'sandbox'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => sourceAt(join(folder, name))),
);
const inNodes = sources.filter(({ path }) => path.startsWith('nodes/'));
const inPackage = sources.filter(({ path }) => /^(nodes|credentials)\//.test(path));

function sourceAt(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const own = [...text.matchAll(/from '(\.[^']*)'/g)].map(([, specifier = '']) =>
    fileOf(resolve(ROOT, dirname(path), specifier)),
  );
  return { path, text, lines: text.split('\n').length - 1, imports: own };
}

function fileOf(module: string): string {
  const candidates = [`${module}.ts`, join(module, 'index.ts'), module];
  const found = candidates.find((candidate) => {
    try {
      readFileSync(candidate);
      return true;
    } catch {
      return false;
    }
  });
  return relative(ROOT, found ?? module);
}

/** How far down the room of a file is. */
function depth(path: string, rooms: string[][]): number {
  const isNode = dirname(path) === 'nodes/KopoKopo';
  return rooms.findIndex((level) =>
    level.some((room) => (isNode ? room.endsWith('*.node.ts') : path.startsWith(`${room}/`))),
  );
}

/** Imports from rooms that aren't behind, or stand beside. */
function wrongWays(rooms: string[][]): string[] {
  return inNodes
    .filter(({ path }) => depth(path, rooms) >= 0)
    .flatMap(({ path, imports }) =>
      imports
        .filter(
          (target) => depth(target, rooms) >= 0 && roomOf(target, rooms) !== roomOf(path, rooms),
        )
        .filter((target) => depth(target, rooms) <= depth(path, rooms))
        .map((target) => `${path} imports ${target}`),
    );
}

const roomOf = (path: string, rooms: string[][]) =>
  rooms.flat().find((room) => path.startsWith(`${room}/`));

describe('the rooms of the code', () => {
  it('hold every file of the nodes', () => {
    expect(inNodes.filter(({ path }) => depth(path, ROOMS) < 0).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('import one way: from rooms behind them only', () => {
    expect(wrongWays(ROOMS)).toEqual([]);
    expect(wrongWays(TRIGGERS_ROOMS)).toEqual([]);
  });

  it('have no circles, inside a room neither', () => {
    const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, way: string[]) => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
      if (done.has(path) || way.includes(path)) return;
      for (const target of importsOf.get(path) ?? []) visit(target, [...way, path]);
      done.add(path);
    };
    for (const { path } of sources) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('hold files that can be read at one sitting', () => {
    const long = inNodes.filter(({ lines }) => lines > LONGEST_FILE);
    expect(long.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
  });

  it('have one clock', () => {
    // What n8n evaluates in an expression is not this package's to decide.
    const code = (text: string) =>
      text.replace(/^ *(\/\/|\*|\/\*\*).*$/gm, '').replace(/={{.*?}}/g, '');
    const others = inPackage.filter(
      ({ path, text }) => path !== CLOCK && OTHER_CLOCKS.test(code(text)),
    );
    expect(others.map(({ path }) => path)).toEqual([]);
  });

  it('are not entered from behind: tools know nothing of the demo, the sandbox nothing of n8n', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter((target) =>
          path.startsWith('tools/')
            ? target.startsWith('demo/')
            : path.startsWith('sandbox/') && !target.startsWith('sandbox/'),
        )
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });
});
