import { type Code, catalog, messageId } from '../lib/catalog/index.ts';
import { toTellersightError } from '../lib/errors.ts';
import type { LogFields } from './log.ts';

/** One line of the log before it is written anywhere. */
export interface LogRecord {
  readonly ts: Date;
  /** Syslog priority, 7 = debug. */
  readonly priority: number;
  /** Null for debug lines. */
  readonly code: Code | null;
  readonly messageId: string | null;
  readonly message: string;
  readonly hint: string | null;
  readonly fields: LogFields;
}

export function eventRecord(ts: Date, code: Code, message: string, fields: LogFields): LogRecord {
  const { priority } = catalog[code];
  return { ts, priority, code, messageId: messageId(code), message, hint: null, fields };
}

/** Anything thrown; what is not coded becomes INTERNAL. Causes are named, one after the other. */
export function errorRecord(ts: Date, thrown: unknown, fields: LogFields): LogRecord {
  const error = toTellersightError(thrown, 'INTERNAL');
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 4; cause = cause.cause) {
    if (cause.message !== error.message) causes.push(cause.message);
  }
  const { code, entry, hint, details } = error;
  const message = [error.message, ...causes].join(': ');
  const record = { ts, priority: entry.priority, code, messageId: messageId(code), message, hint };
  return { ...record, fields: { ...details, ...fields } };
}

export function debugRecord(ts: Date, message: string, fields: LogFields): LogRecord {
  return { ts, priority: 7, code: null, messageId: null, message, hint: null, fields };
}
