import type {
  IDataObject,
  IWebhookDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';

import { holdsForApiKey } from './apiKey';
import { isObject, isTooDeep } from '../api/json';
import { isSignedBy, SIGNATURE_HEADER } from '../api/signature';

export type SignedMessage =
  | { body: IDataObject }
  /** `because` is the second half of a sentence. */
  | { refused: IWebhookResponseData; because: string };

/** What n8n has to know of a node's webhook that gets such messages, but for its path. */
export const bySignedMessages = {
  name: 'default',
  httpMethod: 'POST',
  responseMode: 'onReceived',
  // Without it n8n answers the literal text "firstEntryJson".
  responseData: '',
} satisfies Partial<IWebhookDescription>;

type WebhookRequest = ReturnType<IWebhookFunctions['getRequestObject']>;

const WRONG_KEY =
  "If it came from Kopo Kopo, the 'API Key' in the credential is not the application's";

/**
 * Reads a message that claims to come from Kopo Kopo: first the signature over the raw bytes, then
 * the JSON. Answers the request itself when it isn't one. Never throws for anything that is sent.
 *
 * @param context the `this` of a node's `webhook()`
 * @returns the parsed JSON object, or what `webhook()` has to return: 401 for a signature that is
 *   missing, malformed or wrong; 400 for signed bytes that aren't a JSON object; 500 when that can't be
 *   found out, so that it is sent again
 */
export async function readSigned(context: IWebhookFunctions): Promise<SignedMessage> {
  const refused = (status: number, message: string, because: string) => ({
    refused: answered(context, status, message),
    because,
  });
  const request = context.getRequestObject();
  const bytes = await rawBody(request);
  if (bytes === undefined)
    return refused(400, 'The body could not be read', 'its body could not be read');
  const signature = request.headers[SIGNATURE_HEADER];
  const isGenuine = await holdsForApiKey(context, (key) => isSignedBy(bytes, signature, key));
  if (isGenuine === 'no key') {
    context.logger.error("Kopo Kopo: an event was refused because the credential has no 'API Key'");
    return refused(500, 'The webhook is not set up', "the credential has no 'API Key'");
  }
  if (typeof isGenuine === 'object') {
    context.logger.error(
      `Kopo Kopo: n8n could not read the credential, so an event was put off. ${isGenuine.unreadable}`,
    );
    return refused(
      500,
      'The credential could not be read',
      `the credential could not be read: ${isGenuine.unreadable}`,
    );
  }
  if (!isGenuine) {
    context.logger.warn(
      `Kopo Kopo: a request without a valid X-KopoKopo-Signature was refused. ${WRONG_KEY}`,
    );
    return refused(
      401,
      'The signature is missing or wrong',
      `it had no valid signature. ${WRONG_KEY}`,
    );
  }
  const body = jsonIn(bytes, charsetOf(request));
  return isObject(body) && !isTooDeep(body)
    ? { body }
    : refused(
        400,
        'The body is not a JSON object that can be used',
        'its body is not a JSON object that can be used',
      );
}

/**
 * Answers a request without starting anything.
 *
 * @returns what `webhook()` has to return then
 */
export function answered(
  context: IWebhookFunctions,
  status: number,
  message: string,
): IWebhookResponseData {
  context.getResponseObject().status(status).json({ message });
  return { noWebhookResponse: true };
}

/** The bytes as n8n got them, after it has undone compression. */
async function rawBody(request: WebhookRequest): Promise<Buffer | undefined> {
  if (!Buffer.isBuffer(request.rawBody) && typeof request.readRawBody === 'function') {
    // Fails for what n8n has read already in another way, e.g. multipart: then there are no bytes.
    await request.readRawBody().catch(() => undefined);
  }
  return Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
}

function charsetOf(request: WebhookRequest): string {
  const type = request.headers['content-type'] ?? '';
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8';
}

/** Without fields called `__proto__`: they could change how objects behave further down. */
function jsonIn(bytes: Buffer, charset: string): unknown {
  try {
    // The decoder leaves out a byte order mark, which JSON.parse doesn't take.
    return JSON.parse(decoderFor(charset).decode(bytes), (name, value: unknown) =>
      name === '__proto__' ? undefined : value,
    );
  } catch {
    return undefined;
  }
}

function decoderFor(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
