import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Where a note went. `exit` = past the exit sensor, in the customer's reach; `path` = stuck inside. */
export type Destination = 'exit' | 'reject' | 'path';

export interface LedgerLine {
  readonly seq: number;
  readonly atUtc: string;
  readonly event: 'load' | 'note' | 'taken';
  /** 0 upper, 1 lower; null for what concerns no cassette. */
  readonly cassette: number | null;
  readonly to: Destination | null;
  readonly count: number;
}

/**
 * The physical truth: one line per note that moves, on the disk before the simulator goes on. Tests believe this file
 * and not the daemon.
 */
export class Ledger {
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

export interface LedgerTotals {
  /** Notes past the exit per cassette. */
  readonly exited: readonly [number, number];
  readonly rejected: readonly [number, number];
  readonly stuck: readonly [number, number];
  readonly taken: number;
}

/** Adds up a ledger file; the last line may be cut short when the simulator was killed while writing it. */
export function readLedger(path: string): LedgerTotals {
  const totals = { exited: [0, 0], rejected: [0, 0], stuck: [0, 0], taken: 0 } as {
    exited: [number, number];
    rejected: [number, number];
    stuck: [number, number];
    taken: number;
  };
  for (const text of readFileSync(path, 'utf8').split('\n').slice(0, -1)) {
    const line = JSON.parse(text) as LedgerLine;
    if (line.event === 'taken') totals.taken += line.count;
    if (line.event !== 'note' || line.cassette === null) continue;
    const row = line.to === 'exit' ? totals.exited : line.to === 'reject' ? totals.rejected : totals.stuck;
    row[line.cassette] = (row[line.cassette] ?? 0) + line.count;
  }
  return totals;
}
