import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Idempotency keys that this node has used, in n8n's database: they last across executions, restarts
 * and n8n's own Retry On Fail. Each key is noted before its request is sent and again after the API
 * has accepted it, so that a crash in between leaves it noted as `unknown`.
 */
export class UsedKeys {
  constructor(private readonly context: IExecuteFunctions) {}

  /**
   * Notes a key, unless it was used before.
   *
   * @returns `free`: noted now. `accepted`: its request went through earlier. `unknown`: its request
   *   was sent earlier, and nobody knows what became of it
   */
  async reserve(key: string): Promise<'free' | 'accepted' | 'unknown'> {
    return await this.inTurn(async () => {
      if (await this.note(sentEntry(key))) return 'free';
      // Asking whether it was accepted notes it as such, so that has to be taken back.
      if (!(await this.note(acceptedEntry(key)))) return 'accepted';
      await this.forget([acceptedEntry(key)]);
      return 'unknown';
    });
  }

  /** Notes that the API has accepted the key's request. */
  async accept(key: string): Promise<void> {
    await this.inTurn(async () => await this.note(acceptedEntry(key)));
  }

  /** Forgets a key whose request the API certainly refused, so that it can be used again. */
  async release(key: string): Promise<void> {
    await this.inTurn(async () => await this.forget([sentEntry(key)]));
  }

  private async note(entry: string): Promise<boolean> {
    const { new: fresh } = await this.context.helpers.checkProcessedAndRecord([entry], 'node', {
      mode: 'entries',
    });
    return fresh.length > 0;
  }

  private async forget(entries: string[]): Promise<void> {
    await this.context.helpers.removeProcessed(entries, 'node', { mode: 'entries' });
  }

  /** n8n reads, changes and writes one record for the node: two at once would lose a key. */
  private async inTurn<T>(task: () => Promise<T>): Promise<T> {
    const record = `${this.context.getWorkflow().id ?? ''}/${this.context.getNode().id}`;
    const mine = (turns.get(record) ?? Promise.resolve()).then(task);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    turns.set(record, settled);
    const result = await mine;
    if (turns.get(record) === settled) turns.delete(record);
    return result;
  }
}

const turns = new Map<string, Promise<void>>();

const sentEntry = (key: string) => `sent ${key}`;
const acceptedEntry = (key: string) => `accepted ${key}`;
