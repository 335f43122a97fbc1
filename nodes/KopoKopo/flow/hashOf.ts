import { createHash } from 'crypto';

/** @returns what stands for a text wherever the text itself is too long, or nobody else's to read */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
