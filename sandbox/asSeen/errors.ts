import { ApiError } from '../apiError';
import { isObject } from '../json';

/** @returns an error with its sentence in a list, which has been seen, too */
export function errorAsSeen(error: ApiError): ApiError {
  const { status, body, headers } = error;
  if (!isObject(body) || typeof body.error_message !== 'string') return error;
  return new ApiError(status, { ...body, error_message: [body.error_message] }, headers);
}
