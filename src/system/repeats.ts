import type { Clock } from '../lib/clock.ts';
import type { LogRecord } from './record.ts';

const QUIET_MS = 60_000;
const BURST = 5;
const MAX_KEYS = 1000;

interface Seen {
  windowMs: number;
  written: number;
  held: number;
  last: LogRecord;
}

/**
 * Keeps a repeating line from filling the journal and wearing out the flash: of the same code and message, five lines a
 * minute are written, the rest are counted and told as "repeated 240 times".
 */
export class Repeats {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The records to write now in place of `record`: none while it is held back. */
  admit(record: LogRecord): LogRecord[] {
    const now = this.#clock.monotonicMs();
    const summaries = this.flush(false);
    const key = `${record.code} ${record.message}`;
    const seen = this.#seen.get(key);
    if (seen === undefined) {
      // A flood of different lines must not cost memory: beyond the bound they are written and not remembered.
      if (this.#seen.size < MAX_KEYS) this.#seen.set(key, { windowMs: now, written: 1, held: 0, last: record });
      return [...summaries, record];
    }
    if (seen.written < BURST) {
      seen.written++;
      return [...summaries, record];
    }
    seen.held++;
    seen.last = record;
    return summaries;
  }

  /** Summaries of what was held back in windows that are over (`all`: in every window). */
  flush(all: boolean): LogRecord[] {
    const now = this.#clock.monotonicMs();
    const summaries: LogRecord[] = [];
    for (const [key, { windowMs, held, last }] of this.#seen) {
      if (!all && now - windowMs < QUIET_MS) continue;
      this.#seen.delete(key);
      if (held > 0) summaries.push({ ...last, message: `${last.message} (repeated ${held} times)` });
    }
    return summaries;
  }
}
