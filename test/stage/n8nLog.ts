import { WebhookContext } from 'n8n-core';

/** @param lines gets what nodes log from now on: level, message and what n8n keeps beside it */
export function recordLog(lines: string[]): void {
  const record = (level: string) => (message: string, meta?: unknown) => {
    lines.push(`${level} ${message} ${meta === undefined ? '' : JSON.stringify(meta)}`);
  };
  const logger = {
    error: record('error'),
    warn: record('warn'),
    info: record('info'),
    debug: record('debug'),
  };
  const everyContext: { logger: unknown } = Object.getPrototypeOf(WebhookContext.prototype);
  jest.spyOn(everyContext, 'logger', 'get').mockReturnValue(logger);
}
