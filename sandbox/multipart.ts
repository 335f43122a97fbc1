/**
 * The text fields of a multipart/form-data body, which is how the docs' curl lines send a token
 * to /oauth/revoke and /oauth/introspect. Files are of no use there and are read as text.
 *
 * @returns the fields; undefined when the header names no boundary
 */
export function readMultipart(
  contentType: string,
  body: string,
): Record<string, string> | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const fields: Record<string, string> = {};
  for (const part of body.split(`--${boundary}`)) {
    const match = /^\r\n([\s\S]*?)\r\n\r\n([\s\S]*)\r\n$/.exec(part);
    const name = /name="([^"]*)"/i.exec(match?.[1] ?? '')?.[1];
    if (name !== undefined) fields[name] = match?.[2] ?? '';
  }
  return fields;
}
