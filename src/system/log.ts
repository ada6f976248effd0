import type { Code } from '../lib/catalog/index.ts';

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * Where events go: journald with MESSAGE_ID when it is there, readable lines on a terminal, JSON lines otherwise.
 * `fields` are small facts and never about a person; keys are camelCase and become TELLERSIGHT_<KEY> in the journal.
 */
export interface Log {
  event(code: Code, message: string, fields?: LogFields): void;
  /** A coded error as an event: its code, message, hint and details. */
  error(error: unknown, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

/** For tests and library use: drops everything. */
export const silentLog: Log = { event() {}, error() {}, debug() {} };
