import { createHash } from 'node:crypto';
import type { JsonObject } from './json';

/** A webhook event, as it is posted (docs, "Webhooks"). */
export interface WebhookEvent {
  topic: string;
  id: string;
  created_at: string;
  event: { type: string; resource: JsonObject };
  _links: { self: string; resource: string };
}

/** SHA-256 of a phone, the form in which `hashed_sender_phone` hides it. */
export function hashedPhone(phone: string): string {
  return createHash('sha256').update(phone).digest('hex');
}
