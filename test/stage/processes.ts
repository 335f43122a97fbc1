import { Engine, type Store } from './engine';
import { readPackage } from './packageCopy';

/** Another process of n8n on a database, or one that has started again: the package remembers nothing. */
export async function anotherProcess(database: Store): Promise<Engine> {
  return await Engine.start(database, await readPackage());
}
