/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { join } from 'node:path';
import * as n8nWorkflow from 'n8n-workflow';

import { loadPackage, type Engine, type Store } from './engine';

const NODES = join(__dirname, '../../dist/nodes/KopoKopo');

/** The process starts again: what the nodes kept in memory is gone. n8n's own modules stay, to be the same classes. */
export async function forgetMemory(): Promise<void> {
  const { nodeTypes } = await loadPackage();
  jest.isolateModules(() => {
    jest.doMock('n8n-workflow', () => n8nWorkflow);
    for (const [name, entry] of Object.entries(nodeTypes)) {
      const className = name.replace(/^k/, 'K');
      const module = jest.requireActual(join(NODES, `${className}.node.js`));
      entry.type = new module[className]();
    }
  });
  jest.dontMock('n8n-workflow');
}

/** The package, n8n-core and all their memory a second time, on the same database: another process. */
export async function anotherProcess(database: Store): Promise<Engine> {
  let other: Engine | undefined;
  await jest.isolateModulesAsync(async () => {
    const fresh: typeof import('./engine') = await import('./engine');
    other = await fresh.Engine.start(database);
  });
  if (!other) throw new Error('The other process did not start');
  return other;
}
