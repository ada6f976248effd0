import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';

export interface ModelOptions {
  readonly ledger: Ledger;
  readonly faults: Faults;
  /** Notes in upper and lower cassette. */
  readonly load: readonly [number, number];
  /** Time one note needs from cassette to exit or tray. */
  readonly noteMs: number;
  readonly nearEndBelow: number;
  /** How long the customer leaves the notes lying after the last one came out. */
  readonly takeMs: number;
  /** Chance (0..1) that a note is rejected by itself; from a seed. */
  readonly rejectRate: number;
  readonly random: () => number;
}

export interface Counts {
  checked: number;
  exited: number;
  rejected: number;
}

export interface Movement {
  readonly error: number;
  readonly counts: readonly [Counts, Counts];
  /** The device lost power: it will not answer. */
  readonly dead: boolean;
}

/** Cassettes, note path, reject tray and exit, with notes that take time and can get stuck. */
export class DispenserModel {
  readonly #options: ModelOptions;
  readonly cassettes: [number, number];
  readonly cassettePresent: [boolean, boolean] = [true, true];
  trayPresent = true;
  pathBlocked = false;
  exitBlocked = false;
  inTray = 0;
  /** Notes past the exit that the customer has not taken. */
  lying = 0;
  lastError = 0x30;
  /** Called after each note that moved, with the number of notes since the command began. */
  onNote: (moved: number, kind: 'out' | 'rejected') => void = () => {};

  constructor(options: ModelOptions) {
    this.#options = options;
    this.cassettes = [options.load[0], options.load[1]];
    for (const cassette of [0, 1] as const) options.ledger.add('load', cassette, null, options.load[cassette]);
  }

  nearEnd(cassette: 0 | 1): boolean {
    return this.cassettes[cassette] < this.#options.nearEndBelow;
  }

  load(cassette: 0 | 1, notes: number): void {
    this.cassettes[cassette] = notes;
    this.#options.ledger.add('load', cassette, null, notes);
  }

  /** A technician clears the path and the customer takes what lies at the exit. */
  clear(): void {
    this.pathBlocked = false;
    this.exitBlocked = false;
    this.lastError = 0x30;
  }

  /** Runs a dispense of `wanted` notes per cassette to its physical end. */
  async dispense(wanted: readonly [number, number]): Promise<Movement> {
    const { faults } = this.#options;
    const counts: [Counts, Counts] = [
      { checked: 0, exited: 0, rejected: 0 },
      { checked: 0, exited: 0, rejected: 0 },
    ];
    const refused = this.#refusal(wanted);
    if (refused !== null) return this.#end(refused, counts);
    const jamAtExit = faults.take('jamAtExit');
    const jamAtDiverter = faults.take('jamAtDiverter');
    const powerLoss = faults.take('powerLoss');
    const billEnd = faults.take('billEnd');
    const extra = faults.take('overDispense')?.extra ?? 0;
    let rejects = faults.take('rejects')?.count ?? 0;
    let moved = 0;
    for (const cassette of [0, 1] as const) {
      const goal = wanted[cassette] + (wanted[cassette] > 0 && cassette === (wanted[1] > 0 ? 1 : 0) ? extra : 0);
      while (counts[cassette].exited < goal) {
        if (billEnd?.cassette === cassette && counts[cassette].exited >= billEnd.after) this.cassettes[cassette] = 0;
        if (this.cassettes[cassette] === 0) return this.#end(cassette === 0 ? 0x38 : 0x40, counts);
        if (powerLoss && moved >= powerLoss.after) return { ...this.#end(0x41, counts), dead: true };
        await new Promise((resolve) => setTimeout(resolve, this.#options.noteMs));
        if (jamAtExit && moved >= jamAtExit.after) return this.#jam(cassette, counts, 0x35);
        if (jamAtDiverter && moved >= jamAtDiverter.after) return this.#jam(cassette, counts, 0x36);
        const rejected = rejects > 0 || this.#options.random() < this.#options.rejectRate;
        if (rejected) rejects -= 1;
        this.#move(cassette, counts[cassette], rejected);
        moved += 1;
        this.onNote(moved, rejected ? 'rejected' : 'out');
      }
    }
    return this.#end(0x31, counts);
  }

  /** One note to the reject tray. */
  async test(cassette: 0 | 1): Promise<Movement> {
    const counts: [Counts, Counts] = [
      { checked: 0, exited: 0, rejected: 0 },
      { checked: 0, exited: 0, rejected: 0 },
    ];
    if (this.cassettes[cassette] === 0) return this.#end(cassette === 0 ? 0x38 : 0x40, counts);
    await new Promise((resolve) => setTimeout(resolve, this.#options.noteMs));
    this.#move(cassette, counts[cassette], true);
    return this.#end(0x30, counts);
  }

  #move(cassette: 0 | 1, counts: Counts, rejected: boolean): void {
    this.cassettes[cassette] -= 1;
    counts.checked += 1;
    if (rejected) {
      counts.rejected += 1;
      this.inTray += 1;
    } else {
      counts.exited += 1;
      this.lying += 1;
    }
    this.#options.ledger.add('note', cassette, rejected ? 'reject' : 'exit');
  }

  /** A note left the cassette and lies inside; at the exit it is in reach and may count as paid by whoever takes it. */
  #jam(cassette: 0 | 1, counts: [Counts, Counts], error: number): Movement {
    this.cassettes[cassette] -= 1;
    counts[cassette].checked += 1;
    this.pathBlocked = true;
    this.exitBlocked = error === 0x35;
    this.#options.ledger.add('note', cassette, 'path');
    return this.#end(error, counts);
  }

  #take(): void {
    if (this.lying === 0) return;
    this.#options.ledger.add('taken', null, null, this.lying);
    this.lying = 0;
  }

  #refusal(wanted: readonly [number, number]): number | null {
    if (!this.trayPresent) return 0x3f;
    for (const cassette of [0, 1] as const) {
      if (wanted[cassette] > 0 && !this.cassettePresent[cassette]) return cassette === 0 ? 0x45 : 0x46;
    }
    if (this.pathBlocked) return 0x36;
    return null;
  }

  #end(error: number, counts: readonly [Counts, Counts]): Movement {
    this.lastError = error;
    if (this.lying > 0) setTimeout(() => this.#take(), this.#options.takeMs).unref();
    return { error, counts, dead: false };
  }
}
