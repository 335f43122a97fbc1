/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fired } from '../../sandbox';
import type { CleanUp } from '../../tools/cleanUp';
import type { StoredWorkflow } from '../../tools/n8n/rest';
import type { N8nInstance } from '../../tools/n8n/instance';
import { type Stage, until } from './stage';
import { chain, kopoKopoTrigger, node } from './workflows';

const MINUTE_MS = 60_000;

/** A till of which every fifth event gets lost and all others come twice, and the workflow behind it. */
export class LossyTill {
  private readonly paid: Array<{ reference: string; at: number }> = [];
  private readonly underWay: Array<Promise<void>> = [];

  private constructor(
    private readonly stage: Stage,
    readonly workflow: StoredWorkflow,
    /** When each payment passed the workflow, by its reference. */
    private readonly passes: ReadonlyMap<string, number[]>,
    /** References of what was paid before the workflow was put into service. */
    private readonly before: string[],
  ) {}

  /**
   * Puts a workflow into service that looks every minute, and tells this process of each payment.
   *
   * @param before how many payments are made until then, in the eight hours before
   */
  static async open(stage: Stage, cleanUp: CleanUp, before: number): Promise<LossyTill> {
    const { control, tills } = stage.sandbox;
    const earlier: string[] = [];
    for (let payment = before - 1; payment >= 0; payment--) {
      const at = new Date(Date.now() - payment * 10 * MINUTE_MS);
      earlier.push(referenceOf(await control.customerPays({ amount: 5, at })));
    }
    const { url, passes } = await startTollGate(cleanUp);
    const trigger = kopoKopoTrigger(stage.credential, tills.buyGoods, {
      receive: 'webhookAndCheck',
      options: { checkEvery: 1 },
    });
    const parameters = { url: `=${url}/{{ $json.reference }}`, options: {} };
    const tell = node('Tell', 'n8n-nodes-base.httpRequest', 4.2, parameters);
    const workflow = await stage.publish(chain('Every payment once', trigger, tell));
    return new LossyTill(stage, workflow, passes, earlier);
  }

  /** Customers pay, one after the other. */
  async pay(count: number, pauseMs = 200): Promise<void> {
    for (let payment = 0; payment < count; payment++) {
      const [at, number] = [Date.now(), this.underWay.length];
      const deliveries = number % 5 === 0 ? 0 : 2;
      const phoneNumber = `+2547${String(12_000_000 + number)}`;
      this.underWay.push(
        this.stage.sandbox.control
          .customerPays({ amount: 100 + number, phoneNumber, deliveries })
          .then((fired) => void this.paid.push({ reference: referenceOf(fired), at })),
      );
      await delay(pauseMs);
    }
  }

  /** How many payments have passed so far. */
  passed(): number {
    return this.paid.filter(({ reference }) => this.passes.has(reference)).length;
  }

  /** The references of those payments that have passed more than once, and of those that have not. */
  async account(): Promise<{ twice: string[]; missing: string[] }> {
    await Promise.all(this.underWay);
    const references = this.paid.map(({ reference }) => reference);
    return {
      twice: references.filter((reference) => (this.passes.get(reference)?.length ?? 0) > 1),
      missing: references.filter((reference) => !this.passes.has(reference)),
    };
  }

  /** Waits until only those are missing that n8n had in hand when it was killed. */
  async untilAllPassed(): Promise<void> {
    const areThere = async () => (await this.account()).missing.length <= (await this.crashed());
    await until('all payments', areThere);
  }

  /**
   * What has become of the payments, as {@link EACH_ONCE} wants it: when all are there, and one more look has
   * had the chance to let one in twice.
   */
  async inTheEnd() {
    await this.untilAllPassed();
    const looks = this.looks();
    await until('another look', () => this.looks() > looks);
    await delay(5_000);
    const { twice, missing } = await this.account();
    return {
      twice,
      // What n8n had in hand when it was killed is behind the trigger.
      lost: missing.slice(await this.crashed()),
      ofBefore: this.passedOfBefore(),
      subscriptions: this.subscriptions().length,
    };
  }

  /** How many executions have been lost with a process of n8n once they had begun. */
  async crashed(): Promise<number> {
    const broken = await this.stage.rest.executions(this.workflow.id, 'crashed', 'error');
    return broken.filter(({ startedAt }) => startedAt !== null).length;
  }

  /** How many of those from before have passed. */
  passedOfBefore(): number {
    return this.before.filter((reference) => this.passes.has(reference)).length;
  }

  /**
   * Of all payments, the most looks that began between a payment and its passing. In looks and not in seconds,
   * which a busy computer has too few of; while n8n is down there are none.
   */
  mostLooks(): number {
    const looks = this.pollings().map(({ at }) => at);
    const counts = this.paid.flatMap(({ reference, at }) => {
      const [passedAt] = this.passes.get(reference) ?? [];
      if (passedAt === undefined) return [];
      return [looks.filter((look) => look > at && look < passedAt).length];
    });
    return Math.max(...counts);
  }

  /** How many looks Kopo Kopo has seen. */
  looks(): number {
    return this.pollings().length;
  }

  private pollings() {
    return this.stage.sandbox.control.requests({ method: 'POST', path: 'polling' });
  }

  subscriptions() {
    return this.stage.sandbox.control.subscriptions();
  }
}

/** Each payment has passed, once. */
export const EACH_ONCE = { twice: [], lost: [], ofBefore: 0, subscriptions: 1 };

/** With the next look; later where one was under way, or broke off when n8n ended. */
export const MOST_LOOKS = 3;

/**
 * Starts an n8n that has ended. n8n 2.41 may fall over its own recovery of executions that had not begun, and
 * leaves that out the next time.
 */
export async function startAgain(n8n: N8nInstance): Promise<void> {
  await n8n.launch().catch(async () => await n8n.launch());
}

/** Notes who comes by. */
async function startTollGate(cleanUp: CleanUp) {
  const passes = new Map<string, number[]>();
  const server = createServer((request, response) => {
    const reference = (request.url ?? '').slice(1);
    passes.set(reference, [...(passes.get(reference) ?? []), Date.now()]);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.add(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, passes };
}

const referenceOf = ({ event }: Fired): string => String(event.event.resource.reference);
