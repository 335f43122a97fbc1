/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CleanUp } from '../cleanUp';
import { freePorts } from './freePorts';
import type { N8nInstall } from './install';
import { type N8nCommand, type N8nInstance, startN8n } from './instance';
import { startLoadBalancer, startQueueServices } from './queueServices';

/** How long a worker that died holds what it had in hand, in milliseconds; n8n's own setting is a minute. */
export const NOTICED_MS = 20_000;

export interface QueueModeOptions {
  install: N8nInstall;
  /** With the package in it; all processes share it. Their logs go there, too. */
  userFolder: string;
  /** Added to the environment of all processes. */
  env?: Record<string, string>;
  /** How many webhook processors receive events. */
  processors: number;
  /** How many executions a worker has under way at once. */
  concurrency: number;
}

/** n8n as large shops run it, without its editor: a main process, webhook processors behind a load balancer, workers. */
export class QueueMode {
  readonly workers: N8nInstance[] = [];

  private constructor(
    readonly main: N8nInstance,
    readonly processors: N8nInstance[],
    /** Of the load balancer, without a slash at the end. */
    readonly url: string,
    private readonly startWorker: (name: string) => Promise<N8nInstance>,
  ) {}

  /**
   * Starts all of it but the workers, with a Redis and a PostgreSQL of its own.
   *
   * @param cleanUp gets what has to be stopped
   * @throws Error that says what is missing on this computer, or has not started
   */
  static async start(cleanUp: CleanUp, options: QueueModeOptions): Promise<QueueMode> {
    const { install, userFolder, processors: count, concurrency } = options;
    const services = await startQueueServices(cleanUp);
    const [balancer = 0, ...ports] = await freePorts(1 + count);
    const url = `http://127.0.0.1:${balancer}`;
    const env = {
      ...options.env,
      ...services,
      N8N_ENCRYPTION_KEY: randomUUID(),
      WEBHOOK_URL: `${url}/`,
      // A worker that died is noticed soon; not so soon that one on a busy computer seems to be dead.
      QUEUE_WORKER_LOCK_DURATION: String(NOTICED_MS),
      QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
      QUEUE_WORKER_STALLED_INTERVAL: '3000',
    };
    const start = async (command: N8nCommand, name: string, port?: number) => {
      const args = command === 'worker' ? [`--concurrency=${concurrency}`] : [];
      const logFile = join(userFolder, `${name}.log`);
      const instance = await startN8n({
        install,
        command,
        args,
        port,
        userFolder,
        logFile,
        env,
        editor: false,
      });
      cleanUp.add(() => instance.stop());
      return instance;
    };
    const main = await start('start', 'main');
    const processors = await Promise.all(
      ports.map(async (port, index) => await start('webhook', `webhook-${index + 1}`, port)),
    );
    await startLoadBalancer(balancer, ports, cleanUp);
    return new QueueMode(main, processors, url, async (name) => await start('worker', name));
  }

  async addWorkers(count: number): Promise<void> {
    const first = this.workers.length + 1;
    const names = Array.from({ length: count }, (_, index) => `worker-${first + index}`);
    this.workers.push(...(await Promise.all(names.map(this.startWorker))));
  }
}
