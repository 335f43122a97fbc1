/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import http, { type ClientRequest } from 'node:http';
import https from 'node:https';

import { goBy, type Clock } from '../../sandbox/clock';

/**
 * So often in a row the event loop has to find nobody at work before time goes on: for code that hands
 * over by `setImmediate`.
 */
const QUIET_TURNS = 10;

/** A moment at which time is to stop. */
interface Stop {
  holds: () => boolean;
  reached: () => void;
}

interface Sleeper {
  due: number;
  wake: () => void;
}

/**
 * The time of a test file. It stands still while anybody works, and jumps to the next moment for which
 * somebody waits as soon as all are waiting: a test takes no longer for an hour than for a second, and
 * nothing that it sees depends on how fast the computer is. By it go the package, the sandboxes, HTTP
 * time-outs and `Date`.
 *
 * At work is who has an HTTP request under way, unless a sandbox holds back its answer on purpose, and who
 * uses the database.
 */
export class TestClock implements Clock {
  /** From a full minute on, so that each run sees the same. */
  private time = Math.floor(Date.now() / 60_000) * 60_000;
  private started = this.time;
  private readonly sleepers = new Set<Sleeper>();
  private readonly stops = new Set<Stop>();
  private readonly requests = new Set<ClientRequest>();
  /** The ports whose requests are held back. */
  private readonly waitingPorts = new Set<number>();
  private held = 0;
  private isWatching = false;
  private isStopped = false;

  now(): number {
    return this.time;
  }

  /** Milliseconds since the test file began. */
  elapsed(): number {
    return this.time - this.started;
  }

  /** Makes it another time, as one sets a clock: what waits goes on waiting as long as before. */
  set(time: string): void {
    const shift = Date.parse(time) - this.time;
    this.time += shift;
    this.started += shift;
    for (const sleeper of this.sleepers) sleeper.due += shift;
  }

  /** Lets time pass, and whatever is due meanwhile happen. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.after(ms, end);
      function end() {
        signal?.removeEventListener('abort', end);
        cancel();
        resolve();
      }
      signal?.addEventListener('abort', end);
    });
  }

  /**
   * Lets time go on until something holds and everybody waits, and stops it there.
   *
   * @returns lets it go on again
   */
  async stopWhen(holds: () => boolean): Promise<() => void> {
    return await new Promise((resolve) => {
      const stop = {
        holds,
        reached: () => {
          this.stops.delete(stop);
          resolve(this.standStill());
        },
      };
      this.stops.add(stop);
      this.watch();
    });
  }

  /**
   * Keeps the time where it is, for who works without a request.
   *
   * @returns lets it go on
   */
  standStill(): () => void {
    this.held += 1;
    return () => {
      this.held -= 1;
      this.watch();
    };
  }

  keepsWaiting(port: number | undefined): () => void {
    if (port === undefined) return () => {};
    this.waitingPorts.add(port);
    this.watch();
    return () => void this.waitingPorts.delete(port);
  }

  /** Follows a request to its end; what it takes for too long is measured by this clock, too. */
  follow(request: ClientRequest): void {
    this.requests.add(request);
    request.once('close', () => {
      this.requests.delete(request);
      this.watch();
    });
    let cancel = () => {};
    request.once('close', () => cancel());
    request.setTimeout = (ms, listener) => {
      cancel();
      if (listener) request.once('timeout', listener);
      if (ms > 0) cancel = this.after(ms, () => void request.emit('timeout'));
      return request;
    };
  }

  /** What still waits will wait for ever: the test file is over. */
  stop(): void {
    this.isStopped = true;
    this.sleepers.clear();
  }

  private after(ms: number, wake: () => void): () => void {
    const sleeper = { due: this.time + Math.max(0, ms), wake };
    this.sleepers.add(sleeper);
    this.watch();
    return () => void this.sleepers.delete(sleeper);
  }

  /** Waits for a moment in which all others wait, and goes on to the next one that is due. */
  private watch(): void {
    if (this.isWatching || this.isStopped) return;
    this.isWatching = true;
    let quiet = 0;
    const look = () => {
      if (this.isStopped) return;
      quiet = this.isAnybodyAtWork() ? 0 : quiet + 1;
      const isAtRest = quiet === QUIET_TURNS;
      if (isAtRest) {
        quiet = 0;
        this.goOn();
      }
      // While somebody works, the end of it starts the watch again.
      const isOver = this.sleepers.size === 0 && (isAtRest || this.stops.size === 0);
      this.isWatching = !isOver && !this.isAnybodyAtWork();
      if (this.isWatching) setImmediate(look);
    };
    setImmediate(look);
  }

  private isAnybodyAtWork(): boolean {
    if (this.held > 0) return true;
    for (const { socket } of this.requests) {
      if (!this.waitingPorts.has(socket?.localPort ?? 0)) return true;
    }
    return false;
  }

  private goOn(): void {
    for (const stop of this.stops) if (stop.holds()) return stop.reached();
    let next: Sleeper | undefined;
    for (const sleeper of this.sleepers) if (!next || sleeper.due < next.due) next = sleeper;
    if (!next) return;
    this.time = next.due;
    this.sleepers.delete(next);
    next.wake();
  }
}

/** The time of `Date`, for n8n's expressions, the sandbox and tests. */
function setDate(clock: TestClock): void {
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, self) =>
      Reflect.construct(target, given.length === 0 ? [clock.now()] : given, self),
    apply: (target) => new target(clock.now()).toString(),
    get: (target, name) => (name === 'now' ? () => clock.now() : Reflect.get(target, name)),
  });
}

/** @returns undoes it */
function followRequests(clock: TestClock, module: typeof http | typeof https): () => void {
  const { request } = module;
  const followed = (...parameters: unknown[]) => {
    const started: ClientRequest = Reflect.apply(request, module, parameters);
    clock.follow(started);
    return started;
  };
  Object.assign(module, { request: followed });
  return () => Object.assign(module, { request });
}

function startClock(): TestClock {
  const clock = new TestClock();
  setDate(clock);
  goBy(clock);
  const undo = [http, https].map((module) => followRequests(clock, module));
  // What jest loads for each test file anew is gone after it; Node.js's own modules are not.
  if (typeof afterAll === 'function') {
    afterAll(() => {
      clock.stop();
      for (const step of undo) step();
    });
  }
  return clock;
}

/** One for each test file. */
export const clock = startClock();
