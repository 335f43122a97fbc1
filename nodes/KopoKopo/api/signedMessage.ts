import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { CREDENTIAL } from './client';
import { isObject } from './json';
import { isSignedBy, SIGNATURE_HEADER } from './signature';

export type SignedMessage = { body: IDataObject } | { refused: IWebhookResponseData };

/**
 * Reads a message that claims to come from Kopo Kopo: first the signature over the raw bytes, then
 * the JSON. Answers the request itself when it isn't one. Never throws.
 *
 * @param context the `this` of a node's `webhook()`
 * @returns the parsed JSON object, or what `webhook()` has to return: 401 for a signature that is
 *   missing, malformed or wrong; 400 for signed bytes that aren't a JSON object
 */
export async function readSigned(context: IWebhookFunctions): Promise<SignedMessage> {
  const apiKey = await context.getCredentials(CREDENTIAL).then(
    (credential) => String(credential.apiKey ?? '').trim(),
    () => '',
  );
  if (apiKey === '') {
    context.logger.error("Kopo Kopo: an event was refused because the credential has no 'API Key'");
    return refused(context, 500, 'The webhook is not set up');
  }
  const request = context.getRequestObject();
  const body = await rawBody(request);
  if (body === undefined) return refused(context, 400, 'The body could not be read');
  if (!isSignedBy(body, request.headers[SIGNATURE_HEADER], apiKey)) {
    context.logger.warn(
      "Kopo Kopo: a request without a valid X-KopoKopo-Signature was refused. If it came from Kopo Kopo, the 'API Key' in the credential is not the application's",
    );
    return refused(context, 401, 'The signature is missing or wrong');
  }
  const parsed = parseJson(body);
  return isObject(parsed)
    ? { body: parsed }
    : refused(context, 400, 'The body is not a JSON object');
}

/** The bytes as n8n got them, after it has undone compression. */
async function rawBody(
  request: ReturnType<IWebhookFunctions['getRequestObject']>,
): Promise<Buffer | undefined> {
  if (!Buffer.isBuffer(request.rawBody) && typeof request.readRawBody === 'function') {
    await request.readRawBody().catch(() => undefined);
  }
  return Buffer.isBuffer(request.rawBody) ? request.rawBody : undefined;
}

function parseJson(body: Buffer): unknown {
  try {
    // A field of that name could change how objects behave further down the workflow.
    return JSON.parse(body.toString('utf8'), (name, value: unknown) =>
      name === '__proto__' ? undefined : value,
    );
  } catch {
    return undefined;
  }
}

function refused(
  context: IWebhookFunctions,
  status: number,
  message: string,
): { refused: IWebhookResponseData } {
  context.getResponseObject().status(status).json({ message });
  return { refused: { noWebhookResponse: true } };
}
