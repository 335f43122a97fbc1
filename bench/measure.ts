/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Execution, executionError, type N8nRest } from '../tools/n8n/rest';

/** The middle of some numbers. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) return NaN;
  return sorted.length % 2 === 0 && low !== undefined ? (low + high) / 2 : high;
}

/**
 * Runs every candidate once in each round, in a new order each time, so that what else the machine
 * does hits all of them alike.
 *
 * @param candidates what to measure, by name
 * @returns the figures of each candidate, one for each round
 */
export async function sideBySide<T>(
  rounds: number,
  candidates: Record<string, () => Promise<T>>,
): Promise<Record<string, T[]>> {
  const names = Object.keys(candidates);
  const figures: Record<string, T[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const order = names.map((_, index) => names[(index + round) % names.length] ?? '');
    for (const name of order) {
      const figure = await candidates[name]?.();
      if (figure !== undefined) figures[name]?.push(figure);
    }
  }
  return figures;
}

/** Runs a workflow as the editor does, and waits for its end without loading what it made. */
export async function runToEnd(
  rest: N8nRest,
  workflowId: string,
  timeoutMs = 180_000,
): Promise<Execution> {
  const executionId = await rest.run(workflowId, 'Start');
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await delay(100)) {
    const [newest] = await rest.executions(workflowId);
    if (newest?.id !== executionId || newest.stoppedAt === null) continue;
    const execution = await rest.execution(executionId);
    const failed = executionError(execution);
    if (failed !== undefined) throw new Error(failed);
    return execution;
  }
  throw new Error(`Execution ${executionId} did not end within ${timeoutMs / 1000} s`);
}

/** Seconds that a node took in an execution, by n8n's own clock. */
export function secondsOf(execution: Execution, node: string): number {
  const [run] = execution.data.resultData.runData[node] ?? [];
  if (!run) throw new Error(`"${node}" has not run`);
  return run.executionTime / 1000;
}

/** Watches how much memory a process and its children hold. Linux only: elsewhere it says 0. */
export class MemoryWatch {
  private peak = 0;
  private readonly timer: NodeJS.Timeout;
  private before = 0;

  private constructor(private readonly pid: number) {
    this.timer = setInterval(() => void this.look(), 25);
  }

  static async start(pid: number): Promise<MemoryWatch> {
    const watch = new MemoryWatch(pid);
    watch.before = await residentMegabytes(pid);
    watch.peak = watch.before;
    return watch;
  }

  private async look(): Promise<void> {
    this.peak = Math.max(this.peak, await residentMegabytes(this.pid));
  }

  /** @returns MB at the peak, above what there was at the start */
  stop(): number {
    clearInterval(this.timer);
    return this.peak - this.before;
  }
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
