import { fstatSync, writeSync } from 'node:fs';
import { type Clock, systemClock } from '../lib/clock.ts';
import { journalFields, jsonLine, prefixedLine, terminalLine } from './formats.ts';
import { sendToJournal } from './journal.ts';
import { type LibSystemd, libSystemd } from './libsystemd.ts';
import type { Log } from './log.ts';
import { debugRecord, errorRecord, eventRecord, type LogRecord } from './record.ts';
import { Repeats } from './repeats.ts';

export type LogFormat = 'journal' | 'prefixed' | 'terminal' | 'json';

export interface CreateLogOptions {
  /** Default: chosen from where stderr goes. */
  readonly format?: LogFormat | undefined;
  readonly debug?: boolean | undefined;
  readonly clock?: Clock;
  readonly environment?: NodeJS.ProcessEnv;
  /** Default: libsystemd.so.0 if it is there. */
  readonly library?: LibSystemd | null;
  /** Default: writes to stderr. */
  readonly write?: (line: string) => void;
}

/** A log that is flushed when the process ends. */
export interface ClosableLog extends Log {
  readonly format: LogFormat;
  /** Writes what was held back as repeated. */
  close(): void;
}

/**
 * The log of a process: native journal entries when stderr is the journal, readable lines on a terminal, JSON lines
 * otherwise. A missing or failing libsystemd costs fields, never a line.
 */
export function createLog(options: CreateLogOptions = {}): ClosableLog {
  const { clock = systemClock, environment = process.env, debug = false, write = writeStderr } = options;
  const library = options.library === undefined ? libSystemd() : options.library;
  const format = options.format ?? chooseFormat(environment, library);
  const repeats = new Repeats(clock);
  const colour = environment.NO_COLOR === undefined;

  const emit = (record: LogRecord) => {
    if (format === 'terminal') write(terminalLine(record, colour));
    else if (format === 'json') write(jsonLine(record));
    else if (format === 'prefixed' || library === null || !sendToJournal(library, journalFields(record))) {
      write(prefixedLine(record));
    }
  };
  const admit = (record: LogRecord) => {
    for (const admitted of repeats.admit(record)) emit(admitted);
  };
  return {
    format,
    event: (code, message, fields = {}) => admit(eventRecord(clock.now(), code, message, fields)),
    error: (error, fields = {}) => admit(errorRecord(clock.now(), error, fields)),
    debug: (message, fields = {}) => {
      if (debug) admit(debugRecord(clock.now(), message, fields));
    },
    close: () => {
      for (const summary of repeats.flush(true)) emit(summary);
    },
  };
}

function chooseFormat(environment: NodeJS.ProcessEnv, library: LibSystemd | null): LogFormat {
  if (isJournal(environment.JOURNAL_STREAM)) return library === null ? 'prefixed' : 'journal';
  return process.stderr.isTTY ? 'terminal' : 'json';
}

/** JOURNAL_STREAM is `device:inode` of the stream systemd gave us; a redirected stderr no longer matches (systemd.exec(5)). */
function isJournal(stream: string | undefined): boolean {
  if (stream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(2);
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

function writeStderr(line: string): void {
  try {
    // Synchronous, so that the last line before an exit is not lost.
    writeSync(2, `${line}\n`);
  } catch {
    // A closed or full stderr must not stop a payout.
  }
}
