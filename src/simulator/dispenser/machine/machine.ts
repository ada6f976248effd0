import type { Timers } from '../../../lib/timers.ts';
import type { Faults } from '../faults.ts';
import type { LedgerSink } from './ledger.ts';
import type { MachineFault } from './machineFaults.ts';

export interface MachineOptions {
  readonly ledger: LedgerSink;
  readonly faults: Faults<MachineFault>;
  readonly timers: Timers;
  /** 0 .. below 1, from a seed. */
  readonly random: () => number;
  /** Notes in each cassette, the first (upper) one first. */
  readonly load: readonly number[];
  /** Value of a note per cassette, minor units; only dialects that count money use it. */
  readonly valuesMinor?: readonly number[];
  /** Time one note needs from cassette to exit or tray. */
  readonly noteMs: number;
  readonly nearEndBelow: number;
  /** How long the customer leaves the notes lying after the last one came out. */
  readonly takeMs: number;
  /** Chance (0..1) that a note is rejected by itself. */
  readonly rejectRate: number;
}

export interface Counts {
  /** Notes that the sensors behind the cassette saw. */
  checked: number;
  exited: number;
  rejected: number;
}

/** Why a movement ended; each dialect has its own codes for these. */
export type Stop =
  | 'done'
  | 'cassetteEmpty'
  | 'pickError'
  | 'jamAtCheck'
  | 'jamAtDiverter'
  | 'jamAtEject'
  | 'jamAtExit'
  | 'trayMissing'
  | 'cassetteMissing'
  | 'pathBlocked'
  | 'powerLost';

export interface Movement {
  readonly stop: Stop;
  /** The cassette that was being emptied when it stopped. */
  readonly cassette: number;
  readonly counts: readonly Counts[];
  /** So many notes more than asked for went out (double feed). */
  readonly extra: number;
}

const jams = ['jamAtExit', 'jamAtEject', 'jamAtDiverter', 'jamAtCheck'] as const;

/** Cassettes, note path, reject tray, exit and a customer: notes take time, get stuck, and every one is counted. */
export class DispenserMachine {
  readonly options: MachineOptions;
  readonly cassettes: number[];
  readonly present: boolean[];
  trayPresent = true;
  pathBlocked = false;
  exitBlocked = false;
  inTray = 0;
  /** Notes past the exit that the customer has not taken. */
  lying = 0;
  powered = true;
  /** Called after each note that moved, with the number of notes since the command began. */
  onNote: (moved: number, kind: 'out' | 'rejected') => void = () => {};
  /** Called when the machine loses its power by a fault; milliseconds until it comes back, null = never. */
  onPowerLost: (backMs: number | null) => void = () => {};
  /** Cassettes of the notes that are stuck on the path. */
  #stuck: number[] = [];
  /** A note is between cassette and exit now, out of this cassette. */
  #moving: number | null = null;
  #run = 0;

  constructor(options: MachineOptions) {
    this.options = options;
    this.cassettes = [...options.load];
    this.present = options.load.map(() => true);
    for (const [cassette, notes] of options.load.entries()) options.ledger.add('load', cassette, null, notes);
  }

  get moving(): boolean {
    return this.#moving !== null;
  }

  nearEnd(cassette: number): boolean {
    return (this.cassettes[cassette] ?? 0) < this.options.nearEndBelow;
  }

  load(cassette: number, notes: number): void {
    this.cassettes[cassette] = notes;
    this.options.ledger.add('load', cassette, null, notes);
  }

  /** A technician takes out what is stuck, and the customer takes what lies at the exit. */
  clear(): void {
    this.#free(null);
    this.pathBlocked = false;
    this.exitBlocked = false;
  }

  /** Runs the transport: what is stuck inside goes to the tray, what is stuck at the exit falls out of the slot. */
  async purge(): Promise<void> {
    const run = this.#run;
    await this.#pause(this.options.noteMs * 5);
    if (run !== this.#run || !this.powered) return;
    this.#free(this.exitBlocked ? 'exit' : 'reject');
    this.pathBlocked = false;
    this.exitBlocked = false;
  }

  /** Why nothing can be moved out of these cassettes; null when it can. */
  refusal(wanted: readonly number[]): { readonly stop: Stop; readonly cassette: number } | null {
    if (!this.trayPresent) return { stop: 'trayMissing', cassette: 0 };
    const cassette = wanted.findIndex((count, i) => count > 0 && !this.present[i]);
    if (cassette >= 0) return { stop: 'cassetteMissing', cassette };
    return this.pathBlocked ? { stop: 'pathBlocked', cassette: 0 } : null;
  }

  /** Runs a dispense of `wanted` notes per cassette to its physical end. */
  async dispense(wanted: readonly number[]): Promise<Movement> {
    const { faults } = this.options;
    const counts = this.cassettes.map((): Counts => ({ checked: 0, exited: 0, rejected: 0 }));
    const refused = this.refusal(wanted);
    if (refused) return { ...refused, counts, extra: 0 };
    const armed = jams.map((kind) => faults.take(kind));
    const jam = armed.find((fault) => fault !== null) ?? null;
    const powerLoss = faults.take('powerLoss');
    const pickError = faults.take('pickError');
    const billEnd = faults.take('billEnd');
    const extra = faults.take('overDispense')?.extra ?? 0;
    let rejects = faults.take('rejects')?.count ?? 0;
    const last = wanted.findLastIndex((count) => count > 0);
    const run = ++this.#run;
    let moved = 0;
    for (const cassette of this.cassettes.keys()) {
      const count = counts[cassette]!;
      const end = (stop: Stop): Movement => this.#end({ stop, cassette, counts, extra });
      const goal = (wanted[cassette] ?? 0) + (cassette === last ? extra : 0);
      while (count.exited < goal) {
        if (billEnd?.cassette === cassette && count.exited >= billEnd.after) this.cassettes[cassette] = 0;
        if (this.cassettes[cassette] === 0) return end('cassetteEmpty');
        if (pickError && moved >= pickError.after) return end('pickError');
        this.#moving = cassette;
        if (powerLoss && moved >= powerLoss.after) {
          this.powerOff();
          this.onPowerLost(powerLoss.backMs);
          return end('powerLost');
        }
        await this.#pause(this.options.noteMs);
        if (run !== this.#run || !this.powered) return end('powerLost');
        this.#moving = null;
        if (jam && moved >= jam.after) return this.#jam(cassette, count, jam.kind, end);
        const rejected = rejects > 0 || this.options.random() < this.options.rejectRate;
        if (rejected) rejects -= 1;
        this.#move(cassette, count, rejected);
        moved += 1;
        this.onNote(moved, rejected ? 'rejected' : 'out');
        if (run !== this.#run || !this.powered) return end('powerLost');
      }
    }
    return this.#end({ stop: 'done', cassette: Math.max(0, last), counts, extra });
  }

  /** One note of each `wanted` count to the reject tray. */
  async test(wanted: readonly number[]): Promise<Movement> {
    const counts = this.cassettes.map((): Counts => ({ checked: 0, exited: 0, rejected: 0 }));
    const run = ++this.#run;
    for (const [cassette, notes] of wanted.entries()) {
      for (let i = 0; i < notes; i++) {
        if (this.cassettes[cassette] === 0) return { stop: 'cassetteEmpty', cassette, counts, extra: 0 };
        await this.#pause(this.options.noteMs);
        if (run !== this.#run || !this.powered) return { stop: 'powerLost', cassette, counts, extra: 0 };
        this.#move(cassette, counts[cassette]!, true);
      }
    }
    return { stop: 'done', cassette: 0, counts, extra: 0 };
  }

  /** Everything stops; a note on its way stays inside, or falls out of the slot when it was nearly there. */
  powerOff(): void {
    if (!this.powered) return;
    this.powered = false;
    this.#run += 1;
    const cassette = this.#moving;
    this.#moving = null;
    if (cassette === null) return;
    this.cassettes[cassette]! -= 1;
    if (this.options.random() < 0.3) {
      this.lying += 1;
      this.options.ledger.add('note', cassette, 'exit');
      this.#customer();
    } else {
      this.#stick(cassette, this.options.random() < 0.3);
    }
  }

  powerOn(): void {
    this.powered = true;
  }

  #move(cassette: number, count: Counts, rejected: boolean): void {
    this.cassettes[cassette]! -= 1;
    count.checked += 1;
    if (rejected) {
      count.rejected += 1;
      this.inTray += 1;
    } else {
      count.exited += 1;
      this.lying += 1;
    }
    this.options.ledger.add('note', cassette, rejected ? 'reject' : 'exit');
  }

  /** A note left the cassette and lies inside; at the exit it is in reach and may count as paid by whoever takes it. */
  #jam(cassette: number, count: Counts, stop: (typeof jams)[number], end: (stop: Stop) => Movement): Movement {
    this.cassettes[cassette]! -= 1;
    count.checked += 1;
    this.#stick(cassette, stop === 'jamAtExit');
    return end(stop);
  }

  #stick(cassette: number, atExit: boolean): void {
    this.pathBlocked = true;
    this.exitBlocked ||= atExit;
    this.#stuck.push(cassette);
    this.options.ledger.add('note', cassette, 'path');
  }

  /** @param to null: into the technician's hand */
  #free(to: 'exit' | 'reject' | null): void {
    for (const cassette of this.#stuck) {
      this.options.ledger.add('freed', cassette, to);
      if (to === 'exit') this.lying += 1;
      if (to === 'reject') this.inTray += 1;
    }
    this.#stuck = [];
    if (to === 'exit') this.#customer();
  }

  #customer(): void {
    const { timers, takeMs, ledger } = this.options;
    timers.after(takeMs, () => {
      if (this.lying === 0) return;
      ledger.add('taken', null, null, this.lying);
      this.lying = 0;
    });
  }

  #end(movement: Movement): Movement {
    if (this.lying > 0) this.#customer();
    return movement;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.options.timers.after(ms, resolve));
  }
}
