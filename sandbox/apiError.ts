/** An error answer of the API: thrown where it is found, sent by the server. */
export class ApiError extends Error {
  /**
   * @param status the HTTP status
   * @param body the JSON body; undefined for an empty one ("the error response might not be
   *   present depending on the type of error", every "Error Response" section of the docs)
   */
  constructor(
    readonly status: number,
    readonly body?: unknown,
    readonly headers: Record<string, string> = {},
  ) {
    super(`${status} ${JSON.stringify(body) ?? ''}`);
  }
}

/** The documented error shape, `{error_code, error_message}`. */
export function apiError(status: number, message: string): ApiError {
  return new ApiError(status, { error_code: status, error_message: message });
}

/** 400 with one sentence. */
export const badRequest = (message: string): ApiError => apiError(400, message);

/** 404 with the sentence of the docs' table of errors. */
export const notFound = (): ApiError => apiError(404, 'The specified resource could not be found');

/** 405 with the sentence of the docs' table of errors. */
export const methodNotAllowed = (): ApiError =>
  apiError(405, 'You tried to access a resource with an invalid method');

/** An OAuth error, `{error, error_description}`. */
export function oauthError(
  status: number,
  error: string,
  description: string,
  headers: Record<string, string> = {},
): ApiError {
  return new ApiError(status, { error, error_description: description }, headers);
}
