import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Where a note went. `exit` = past the exit sensor, in the customer's reach; `path` = stuck inside. */
export type Destination = 'exit' | 'reject' | 'path';

/** What the machine tells of every note it moves. */
export interface LedgerSink {
  add(event: LedgerLine['event'], cassette: number | null, to: Destination | null, count?: number): void;
}

export interface LedgerLine {
  readonly seq: number;
  readonly atUtc: string;
  /** `freed`: notes that were stuck on the path went on to `to`, or were taken out by hand (null). */
  readonly event: 'load' | 'note' | 'freed' | 'taken';
  /** 0 is the first (upper) one; null for what concerns no cassette. */
  readonly cassette: number | null;
  readonly to: Destination | null;
  readonly count: number;
}

/**
 * The physical truth: one line per note that moves, on the disk before the simulator goes on. Tests believe this file
 * and not the daemon.
 */
export class Ledger implements LedgerSink {
  readonly #fd: number;
  #seq = 0;

  constructor(path: string) {
    this.#fd = openSync(path, 'a', 0o600);
  }

  add(event: LedgerLine['event'], cassette: number | null, to: Destination | null, count = 1): void {
    this.#seq += 1;
    const line: LedgerLine = { seq: this.#seq, atUtc: new Date().toISOString(), event, cassette, to, count };
    writeSync(this.#fd, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** At least two places, so that the usual device needs no question marks. */
type PerCassette = [number, number, ...number[]];

export interface LedgerTotals {
  /** Notes past the exit per cassette. */
  readonly exited: PerCassette;
  readonly rejected: PerCassette;
  readonly stuck: PerCassette;
  taken: number;
}

/** The same sums, kept in memory; for a machine that runs in simulated time. */
export class LedgerSums implements LedgerSink {
  readonly totals: LedgerTotals = { exited: [0, 0], rejected: [0, 0], stuck: [0, 0], taken: 0 };

  add(event: LedgerLine['event'], cassette: number | null, to: Destination | null, count = 1): void {
    const { totals } = this;
    if (event === 'taken') totals.taken += count;
    if (cassette === null) return;
    for (const row of [totals.exited, totals.rejected, totals.stuck]) row[cassette] ??= 0;
    if (event === 'freed') totals.stuck[cassette]! -= count;
    if (event === 'load' || event === 'taken' || to === null) return;
    const row = to === 'exit' ? totals.exited : to === 'reject' ? totals.rejected : totals.stuck;
    row[cassette]! += count;
  }
}

/** Adds up a ledger file; the last line may be cut short when the simulator was killed while writing it. */
export function readLedger(path: string): LedgerTotals {
  const sums = new LedgerSums();
  for (const text of readFileSync(path, 'utf8').split('\n').slice(0, -1)) {
    const { event, cassette, to, count } = JSON.parse(text) as LedgerLine;
    sums.add(event, cassette, to, count);
  }
  return sums.totals;
}
