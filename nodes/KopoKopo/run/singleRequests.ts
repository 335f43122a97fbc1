import type { IExecuteFunctions } from 'n8n-workflow';

import type { KopoKopoClient } from '../api/client';
import { errorText } from '../api/errorBody';
import { locationOf } from '../api/location';
import { RESOURCE_TYPES } from '../api/resourceTypes';
import type { ActOperation, GetOperation, TokenOperation } from '../operations/operation';
import type { Parameters } from '../parameters/parameters';
import type { Send } from './creates';
import { acceptedError, apiError } from './errors';
import { resultOutput } from './output';
import { outputChoice } from './outputChoice';

/**
 * Asks for one thing.
 *
 * @returns what sends the question
 * @throws NodeOperationError that names the field
 */
export function checkGet(
  context: IExecuteFunctions,
  client: KopoKopoClient,
  operation: GetOperation,
  parameters: Parameters,
): Send {
  const { type, idParameter } = operation.request(parameters);
  const { id, path } = parameters.id(idParameter, type, client.baseUrl);
  const choice = outputChoice(parameters);
  const { title } = RESOURCE_TYPES[type];
  const question = { method: 'GET' as const, path: `${path}/${id}`, what: title };
  return async () => {
    const { answer, failure } = await client.send(question);
    if (failure) throw apiError(context, failure, parameters.itemIndex);
    const result = resultOutput(answer.body, choice, { id, type });
    if (!result.failure) return result;
    const accepted = { id, location: locationOf(client.baseUrl, path, id) };
    throw acceptedError(context, result.failure, accepted, parameters.itemIndex);
  };
}

/**
 * Does something to one thing that exists.
 *
 * @returns what sends the request
 * @throws NodeOperationError that names the field
 */
export function checkAct(
  context: IExecuteFunctions,
  client: KopoKopoClient,
  operation: ActOperation,
  parameters: Parameters,
): Send {
  const { type, idParameter, act, done } = operation.request(parameters);
  const { id, path } = parameters.id(idParameter, type, client.baseUrl);
  const { title } = RESOURCE_TYPES[type];
  const request = {
    method: 'POST' as const,
    path: `${path}/${id}/${act}`,
    body: {},
    what: title,
    done,
  };
  return async () => {
    const { answer, failure } = await client.send(request);
    if (failure) throw apiError(context, failure, parameters.itemIndex);
    const message = errorText(answer.body);
    return { output: [{ id, type, [done]: true, ...(message === '' ? {} : { message }) }] };
  };
}

/** Something about the credential's own access token; there is nothing to check. */
export function checkTokenOperation(
  context: IExecuteFunctions,
  client: KopoKopoClient,
  operation: TokenOperation,
  { itemIndex }: Parameters,
): Send {
  return async () => {
    const { answer, failure } = await operation.send(client);
    if (failure) throw apiError(context, failure, itemIndex);
    return { output: [operation.output(answer.body)] };
  };
}
