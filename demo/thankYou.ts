/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { setTimeout as delay } from 'node:timers/promises';
import axios from 'axios';
import { type Fired, type Sandbox, type SentMessage, sign } from '../sandbox';
import type { Log } from '../tools/n8n/progress';
import { type Execution, executionError, nodeOutput, type StoredWorkflow } from '../tools/n8n/rest';
import { describe, paymentOf } from './customers';
import { SMS_NODE, thankYouWorkflow, TRIGGER_NODE } from './exampleWorkflow';
import type { Stage } from './stage';

/** Milliseconds; each step takes well under a second, on a busy computer much longer. */
const STEP_TIMEOUT = 120_000;

/**
 * Publishes the thank-you workflow, lets a customer pay, and follows the payment to the SMS.
 *
 * @param log gets one line for each link of the chain, once it is proven
 * @returns the ID of the workflow
 * @throws Error with a sentence that names the first link that broke
 */
export async function thankOneCustomer(
  stage: Stage,
  log: Log,
  signal: AbortSignal,
): Promise<string> {
  const { sandbox, rest, credential } = stage;
  const tillNumber = sandbox.tills.buyGoods;
  const workflow = await rest.createWorkflow(await thankYouWorkflow(credential, tillNumber));
  await rest.activate(workflow.id);
  requireSubscription(sandbox);
  log(
    `✓ workflow            "${workflow.name}" is published and subscribed to the till's payments`,
  );
  signal.throwIfAborted();

  const payment = paymentOf(0);
  log(`\n${describe(payment, tillNumber)}`);
  const paid = await sandbox.control.customerPays({ ...payment, tillNumber });
  log(`✓ payment             ${String(paid.event.event.resource.reference)}`);
  signal.throwIfAborted();

  requireAccepted(paid);
  const execution = await executionOf(stage, workflow, paid, signal);
  log(`✓ event verified      n8n checked the signature of event ${paid.event.id}`);

  await requireForgeryRefused(paid);
  log('✓ forgery refused     the same event, signed with another key, got 401');

  requireSuccess(execution);
  log(`✓ workflow            execution ${execution.id} succeeded`);

  const sms = await messageFor(sandbox, paid, signal);
  const [answer = {}] = nodeOutput(execution, SMS_NODE);
  log(`✓ SMS accepted        ${String(answer.id ?? sms.id)}: "${sms.message}"`);
  return workflow.id;
}

function requireSubscription(sandbox: Sandbox): void {
  if (sandbox.control.subscriptions().some(({ deleted }) => !deleted)) return;
  throw new Error('The workflow was published, but subscribed to no event at the sandbox.');
}

function requireAccepted({ deliveries }: Fired): void {
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error('The sandbox had nobody to tell of the payment.');
  if (delivery.status !== null && delivery.status < 300) return;
  const answer = delivery.status ?? delivery.error ?? 'nothing';
  throw new Error(`n8n did not accept the payment's event: it answered ${answer}.`);
}

/** The execution that has this payment's event, and no other, as its start. */
async function executionOf(
  { rest }: Stage,
  workflow: StoredWorkflow,
  paid: Fired,
  signal: AbortSignal,
): Promise<Execution> {
  const ended = await rest.waitForExecution(
    workflow.id,
    ({ status }) => {
      signal.throwIfAborted();
      return ['success', 'error', 'crashed', 'canceled'].includes(status);
    },
    STEP_TIMEOUT,
  );
  const [event] = nodeOutput(ended, TRIGGER_NODE);
  if (event?.id === paid.event.id) return ended;
  throw new Error(
    `Execution ${ended.id} started with event ${String(event?.id)} instead of ${paid.event.id}.`,
  );
}

async function requireForgeryRefused({ deliveries }: Fired): Promise<void> {
  for (const { url, body } of deliveries) {
    const forged = sign(Buffer.from(body), 'not the API key');
    const { status } = await axios.post(url, body, {
      headers: { 'Content-Type': 'application/json', 'X-KopoKopo-Signature': forged },
      proxy: false,
      validateStatus: () => true,
    });
    if (status !== 401)
      throw new Error(`n8n answered ${status} to an event with a forged signature.`);
  }
}

function requireSuccess(execution: Execution): void {
  if (execution.status === 'success') return;
  const reason = executionError(execution) ?? 'it gave no reason';
  throw new Error(`The workflow ended as "${execution.status}": ${reason}`);
}

/**
 * The SMS that a payment leads to.
 *
 * @throws Error if there is none in time
 */
export async function messageFor(
  sandbox: Sandbox,
  paid: Fired,
  signal: AbortSignal,
): Promise<SentMessage> {
  const deadline = Date.now() + STEP_TIMEOUT;
  for (;;) {
    const sent = sandbox.control
      .messages()
      .find((message) => message.webhook_event_reference === paid.event.id);
    if (sent !== undefined) return sent;
    if (Date.now() > deadline) throw new Error('The SMS did not arrive in the sandbox.');
    await delay(100, undefined, { signal });
  }
}
