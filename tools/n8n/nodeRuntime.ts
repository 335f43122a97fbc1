/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, type InstallOptions } from './cachedFolder';
import { QUIETLY, runNpm } from './npm';
import { NODE_VERSION } from './versions';

const NODE_MAJOR = 24;

export interface NodeRuntime {
  binary: string;
  /** The folder that holds Node's `include`, for compiling native modules without a download. */
  headers?: string;
}

/**
 * The npm package that carries the Node.js binary for a machine.
 *
 * @param platform as in `process.platform`
 * @param arch as in `process.arch`
 */
export function nodePackageName(
  platform: string = process.platform,
  arch: string = process.arch,
): string {
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

/** This process's Node.js if it is one that n8n runs on, else one in the cache folder. */
export async function ensureNode(options: InstallOptions): Promise<NodeRuntime> {
  if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) {
    return { binary: process.execPath };
  }
  const name = nodePackageName();
  const title = `Node.js ${NODE_VERSION}`;
  const folder = await cachedFolder(`node-${NODE_VERSION}`, title, options, async (draft) => {
    draft.progress.say('n8n needs it; downloading 40 MB');
    const manifest = { private: true, dependencies: { [name]: NODE_VERSION } };
    await writeFile(join(draft.folder, 'package.json'), JSON.stringify(manifest));
    const { folder: cwd, logFile, signal } = draft;
    const args = ['install', ...QUIETLY];
    await runNpm({ node: process.execPath, args, cwd, logFile, signal });
  });
  const headers = join(folder, 'node_modules', name);
  const binary = join(headers, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return { binary, headers };
}
