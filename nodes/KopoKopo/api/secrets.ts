/** In the place of something that nobody is to read. */
const MASK = '***';

/**
 * Takes out what must not be seen: an API, or a proxy on the way to it, may say back what it was sent.
 *
 * @param value a text or JSON
 * @param secrets as they were sent; empty ones don't count
 * @returns the same with *** in their places, also where they stand as in a form or a URL
 */
export function withoutSecrets(value: unknown, secrets: string[]): unknown {
  const hidden = secrets.filter((secret) => secret !== '');
  const forms = new Set(hidden.flatMap((secret) => [secret, encodeURIComponent(secret)]));
  const masked = (each: unknown): unknown => {
    if (typeof each === 'string') {
      return [...forms].reduce((text, form) => text.replaceAll(form, MASK), each);
    }
    if (Array.isArray(each)) return each.map(masked);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(
      Object.entries(each).map(([name, inside]) => [masked(name), masked(inside)]),
    );
  };
  return masked(value);
}
