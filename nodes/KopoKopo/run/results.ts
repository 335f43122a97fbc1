import type { IExecuteFunctions } from 'n8n-workflow';

import type { CreatedFor } from '../api/asked';
import type { KopoKopoClient } from '../api/client';
import { sentenceOf, sentencesOf, type Failure } from '../api/failure';
import { RESOURCE_TYPES } from '../api/resourceTypes';
import { resultIn } from '../api/result';
import { simplifiedResult } from '../api/simplify';
import { now } from '../flow/clock';
import { spoken } from '../flow/spoken';
import type { Stop } from '../flow/stop';
import type { CreateOperation } from '../operations/operation';
import { suspendUntilCallback } from './callback';
import { acceptedError } from './errors';
import { pendingOutput, resultOutput, type Output } from './output';
import type { OutputChoice } from './outputChoice';
import type { Unsuccessful } from './unsuccessful';
import { askForResult, waitForResult, type Watched } from '../api/waitForResult';

/** Until the execution is suspended n8n turns callbacks away: don't keep them waiting for an answer. */
const ASK_BEFORE_SUSPENDING_MS = 3_000;

/** How an item's result is awaited and shown. */
export interface Awaiting {
  /** The longest wait. */
  seconds: number;
  choice: OutputChoice;
  errorOnTimeout: boolean;
}

/** Gets the results of what was created. */
export class Results {
  private readonly noted: Unsuccessful[] = [];

  /**
   * @param getOperation the name of the operation with which to ask for the result
   * @param stop once stopped, results are no longer waited for
   */
  constructor(
    private readonly context: IExecuteFunctions,
    private readonly client: KopoKopoClient,
    private readonly operation: CreateOperation,
    private readonly getOperation: string,
    private readonly stop: Stop,
  ) {}

  /** What was waited for and is no success, for a person who looks at the node. */
  get unsuccessful(): Unsuccessful[] {
    return [...this.noted].sort((a, b) => a.item - b.item);
  }

  private note(created: CreatedFor, body: unknown, item: number): void {
    const known = resultIn(body, created) ?? { ...created, attributes: {} };
    const result = simplifiedResult(known, created.asked);
    const isExpected = this.operation.isReady !== undefined && result.outcome === 'pending';
    if (result.outcome !== 'succeeded' && !isExpected) this.noted.push({ item, result });
  }

  /**
   * Asks for a result until it is there, or the time is up.
   *
   * @throws NodeApiError where the user wants one for a result that isn't there in time
   */
  async waitFor(created: CreatedFor, awaiting: Awaiting, itemIndex: number): Promise<Output> {
    const { client, stop } = this;
    const { seconds, choice, errorOnTimeout } = awaiting;
    const until = now() + seconds * 1000;
    const watched = await waitForResult(client, created, until, stop, this.operation.isReady);
    this.note(created, watched.body, itemIndex);
    if (watched.ready) return this.itemsOf(created, watched.body, choice, itemIndex);
    const advice = this.pendingHint(seconds, watched);
    // What was stopped because of another item has not failed itself.
    if (!errorOnTimeout || stop.stopped) return [pendingOutput(created, watched, choice, advice)];
    const message = `The ${RESOURCE_TYPES[created.type].title} ${created.id} was created, but has no result yet`;
    const failure: Failure = { kind: 'unanswered', message, advice };
    throw acceptedError(this.context, failure, created, itemIndex, 'pending');
  }

  /** Suspends the execution until the callback comes, unless the result is there already. */
  async suspendFor(
    created: CreatedFor,
    { seconds, choice }: Awaiting,
    itemIndex: number,
  ): Promise<Output> {
    const { client, operation } = this;
    const watched = await askForResult(
      client,
      created,
      operation.isReady,
      ASK_BEFORE_SUSPENDING_MS,
    );
    if (watched.ready) return this.itemsOf(created, watched.body, choice, itemIndex);
    const hint = this.pendingHint(seconds, watched);
    // Not what the API has just said of it: that is old by then, and was not asked for.
    const { status } = watched;
    const whenTimeIsUp = pendingOutput(created, { status }, choice, hint);
    await suspendUntilCallback(this.context, whenTimeIsUp, seconds);
    return [whenTimeIsUp];
  }

  private itemsOf(
    created: CreatedFor,
    body: unknown,
    choice: OutputChoice,
    itemIndex: number,
  ): Output {
    const { output, failure } = resultOutput(body, choice, created);
    if (failure) throw acceptedError(this.context, failure, created, itemIndex);
    return output;
  }

  private pendingHint(seconds: number, { trouble }: Watched): string {
    const again = this.operation.repeatable ? '' : ', and do not send it a second time';
    const ask = `ask again later with '${this.getOperation}' and this ID${again}.`;
    if (trouble?.lasts) {
      return `Its result cannot be asked for: ${sentencesOf(trouble)} It may go through all the same: ${ask}`;
    }
    const last = trouble ? ` The last time it was asked: ${sentenceOf(trouble)}` : '';
    return `Not final after ${spoken(seconds)}.${last} It may still go through: ${ask}`;
  }
}
