/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Unpacks a tarball of npm's.
 *
 * @param tarball its path
 * @param folder where to
 * @returns the folder with the package
 */
export async function unpacked(tarball: string, folder: string): Promise<string> {
  await promisify(execFile)('tar', ['-xzf', tarball, '-C', folder]);
  return join(folder, 'package');
}
