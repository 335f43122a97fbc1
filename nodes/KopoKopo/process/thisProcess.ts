import { randomUUID } from 'crypto';

/** Tells this process from others that share n8n's database. */
export const THIS_PROCESS: string = randomUUID();
