/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createInterface } from 'node:readline';
import { PHONES } from '../sandbox';
import type { Log } from '../tools/n8n/progress';
import { errorMessage } from '../tools/n8n/thrown';
import { describe, paymentOf } from './customers';
import type { Stage } from './stage';
import { messageFor } from './thankYou';

/** Where the workflows are that have been set up. */
export interface Places {
  /** Of the thank-you workflow. */
  workflowId: string;
  /** Address of the form that sends an M-PESA prompt. */
  formUrl: string;
}

/**
 * Leads a person through what runs: log in, the workflow, another payment, the form. Each time Enter is
 * pressed a customer pays.
 *
 * @param signal ends it
 */
export async function lookAround(
  stage: Stage,
  { workflowId, formUrl }: Places,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const { n8n, owner, sandbox } = stage;
  // The runs, not the canvas: over that n8n lays its own advice on a workflow that is published.
  const runs = `/workflow/${workflowId}/executions`;
  const phones = ['0712 345 678 pays', ...PHONES.map(({ number, habit }) => `${number} ${habit}`)];
  log(`
Now look at it in your browser:

  1  Log in to n8n. It opens the workflow, and what became of the payment.
     ${n8n.url}/signin?redirect=${encodeURIComponent(runs)}
     email     ${owner.email}
     password  ${owner.password}

  2  Press Enter here: another customer pays at till ${sandbox.tills.buyGoods}, and the workflow runs again.

  3  Be a customer yourself, with an M-PESA prompt:
     ${formUrl}
${phones.map((phone) => `     ${phone}`).join('\n')}

Ctrl-C ends everything.
`);
  await payOnEnter(stage, log, signal);
}

/** Until the signal. */
async function payOnEnter(stage: Stage, log: Log, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const lines = createInterface({ input: process.stdin });
  let number = 0;
  lines.on('line', () => {
    number += 1;
    void pay(stage, number, log, signal).catch((error: unknown) => {
      if (!signal.aborted) log(`✗ ${errorMessage(error)}`);
    });
  });
  // Keeps this process alive, also when nothing can be typed.
  const alive = setInterval(() => undefined, 60_000);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  clearInterval(alive);
  lines.close();
}

async function pay(
  { sandbox }: Stage,
  number: number,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const payment = paymentOf(number);
  const tillNumber = sandbox.tills.buyGoods;
  const paid = await sandbox.control.customerPays({ ...payment, tillNumber });
  log(`✓ ${describe(payment, tillNumber)}`);
  if (paid.deliveries.length === 0) {
    log('  Nobody is told: the workflow is not published.');
    return;
  }
  const { message } = await messageFor(sandbox, paid, signal);
  log(`  SMS to ${payment.phoneNumber}: "${message}"`);
}
