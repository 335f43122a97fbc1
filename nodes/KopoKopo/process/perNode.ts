import type { FunctionsBase } from 'n8n-workflow';

/** The `this` of any of a node's methods. */
export type OfNode = Pick<FunctionsBase, 'getNode' | 'getWorkflow'>;

/** What this process keeps for each node of each workflow. */
export class PerNode<T> {
  private readonly values = new Map<string, T>();

  get(context: OfNode): T | undefined {
    return this.values.get(nameOf(context));
  }

  /** @returns what is kept; what `make` gives, from then on, where there is nothing yet */
  getOrMake(context: OfNode, make: () => T): T {
    const value = this.get(context) ?? make();
    this.set(context, value);
    return value;
  }

  set(context: OfNode, value: T): void {
    this.values.set(nameOf(context), value);
  }

  /** @returns what is kept for all nodes */
  all(): T[] {
    return [...this.values.values()];
  }

  /** @returns what was kept until now */
  take(context: OfNode): T | undefined {
    const value = this.get(context);
    this.values.delete(nameOf(context));
    return value;
  }
}

/**
 * @param more what else tells apart what is kept for a node
 * @returns which node of which workflow it is
 */
export function nameOf(context: OfNode, ...more: (string | null | undefined)[]): string {
  return JSON.stringify([context.getWorkflow().id, context.getNode().id, ...more]);
}
