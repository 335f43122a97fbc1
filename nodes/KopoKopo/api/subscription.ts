import type { IDataObject } from 'n8n-workflow';

import { RESOURCE_TYPES } from './resourceTypes';
import { scopeOf } from './till';

/** What Kopo Kopo is to send, and where to. */
export interface SubscriptionFields {
  topic: string;
  url: string;
  /** Undefined for the whole company. */
  till?: string;
  /** Whether it is to come in the shape of Daraja. */
  daraja?: boolean;
}

const { path: PATH } = RESOURCE_TYPES.webhook_subscription;
/** Only version 2 of the API knows the shape of Daraja. */
const DARAJA_PATH = '/api/v2/webhook_subscriptions';

/** All places where the API keeps subscriptions. */
export const SUBSCRIPTIONS_PATHS: string[] = [PATH, DARAJA_PATH];

/** @returns where the API keeps subscriptions of this shape */
export function subscriptionsPath(daraja = false): string {
  return daraja ? DARAJA_PATH : PATH;
}

/** Source: API documentation, "Create a webhook subscription"; the shape of Daraja as the API's SDKs ask for it. */
export function subscriptionRequest({ topic, url, till, daraja }: SubscriptionFields) {
  const body: IDataObject = {
    event_type: topic,
    url,
    ...scopeOf(till),
    ...(daraja ? { enable_daraja_payload: true } : {}),
  };
  return { path: subscriptionsPath(daraja), body };
}
