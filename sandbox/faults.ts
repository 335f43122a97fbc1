import { matches, type RequestFilter } from './pathFilter';

/** What goes wrong with matching requests. */
export interface Fault extends RequestFilter {
  /** Let this many matching requests pass first. Default 0. */
  skip?: number;
  /** How many requests it hits. Default 1; Infinity for all. */
  times?: number;
  /** Status of the fault's own answer. Default 500. */
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a text as it is; undefined is an empty body. */
  body?: unknown;
  contentType?: string;
  /**
   * - `answer` (default): the fault's answer, nothing is processed.
   * - `hang`: no answer, nothing is processed.
   * - `drop`: the connection is closed, nothing is processed.
   * - `drop-after`: processed, then the connection is closed.
   * - `answer-after`: processed, then the fault's answer is sent instead.
   * - `half`: processed, then half of a JSON body and the connection is closed.
   */
  action?: 'answer' | 'hang' | 'drop' | 'drop-after' | 'answer-after' | 'half';
  /** Wait before the fault takes effect. */
  delayMs?: number;
}

/** The faults that are waiting for their requests, in the order they were set. */
export class Faults {
  private waiting: { fault: Fault; skip: number; times: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** The fault that hits this request, if any; counts it. */
  take(method: string, path: string): Fault | undefined {
    for (const entry of this.waiting) {
      if (!matches(entry.fault, method, path)) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.times -= 1;
      if (entry.times <= 0) this.waiting = this.waiting.filter((other) => other !== entry);
      return entry.fault;
    }
    return undefined;
  }
}
