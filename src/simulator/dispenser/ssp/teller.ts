import type { DeviceContext } from '../dialect.ts';
import type { Movement } from '../machine/machine.ts';
import { type EventQueue, note, values } from './eventQueue.ts';
import type { SspFault } from './faults.ts';
import type { PermanentMemory } from './memory.ts';
import type { Wanted } from './requests.ts';

const OK = [0xf0];
const refused = (reason: number) => [0xf5, reason];
const busy = 3;
const disabled = 4;

/** Pays out: checks what is asked for, moves the notes, counts each one in the permanent memory, reports the end. */
export class Teller {
  readonly #context: DeviceContext<SspFault>;
  readonly #memory: PermanentMemory;
  readonly #events: EventQueue;
  readonly #currency: string;
  readonly #valuesMinor: readonly number[];
  #life = 0;
  #halting = false;
  /** What the device believes is in a store that turned out to be empty. */
  readonly #believed: number[] = [];
  working = false;
  cashCommands = 0;
  lastEvent = 0xf0;

  constructor(context: DeviceContext<SspFault>, memory: PermanentMemory, events: EventQueue, currency: string) {
    this.#context = context;
    this.#memory = memory;
    this.#events = events;
    this.#currency = currency;
    this.#valuesMinor = context.machine.options.valuesMinor ?? [10_000, 5000, 2000, 1000];
  }

  valueOf(cassette: number): number {
    return this.#valuesMinor[cassette] ?? 0;
  }

  /** Notes stored by the device's own count; it learns of an empty store by filling only. */
  levels(): number[] {
    return this.#context.machine.cassettes.map((count, i) => (count > 0 ? count : (this.#believed[i] ?? 0)));
  }

  /** Answers a payout or the test of one; notes move after the answer. */
  payout(wanted: readonly Wanted[], pay: boolean, enabled: boolean): number[] {
    const { machine, faults } = this.#context;
    if (this.working || this.#events.waiting) return refused(busy);
    const refuse = pay ? faults.take('refuse') : null;
    if (refuse) return refused(refuse.reason);
    const counts = machine.cassettes.map((_, cassette) => {
      const same = wanted.filter((one) => one.value === this.valueOf(cassette) && one.currency === this.#currency);
      return same.reduce((sum, { count }) => sum + count, 0);
    });
    if (!enabled || machine.refusal(counts)) return refused(disabled);
    const asked = wanted.reduce((sum, { count, value }) => sum + count * value, 0);
    const levels = this.levels();
    const stored = levels.reduce((sum, count, cassette) => sum + count * this.valueOf(cassette), 0);
    if (asked > stored) return refused(0);
    const value = counts.reduce((sum, count, cassette) => sum + count * this.valueOf(cassette), 0);
    if (asked === 0 || value !== asked || counts.some((count, i) => count > levels[i]!)) return refused(1);
    if (pay) this.#begin(counts, asked);
    return OK;
  }

  halt(): number[] {
    if (!this.working) return refused(busy);
    this.#halting = true;
    return OK;
  }

  powerOff(): void {
    this.#life += 1;
    this.working = false;
    this.#halting = false;
  }

  /** What is still going on, for a poll. */
  progress(): number[] {
    return this.working ? values(0xda, this.#memory.running?.paid ?? 0, this.#currency) : [];
  }

  /** The motor starts a moment after the answer. */
  #begin(counts: readonly number[], asked: number): void {
    const life = this.#life;
    this.cashCommands += 1;
    this.working = true;
    this.#memory.running = { paid: 0, asked };
    this.#context.timers.after(1, () => {
      if (life === this.#life) void this.#pay(counts);
    });
  }

  async #pay(counts: readonly number[]): Promise<void> {
    const { machine, faults, hangUp } = this.#context;
    const life = this.#life;
    const before = this.levels();
    const cut = faults.take('hangUp');
    if (cut?.after === 0) hangUp(cut.reopenMs);
    machine.onNote = (moved, kind) => {
      const cassette = this.levels().findIndex((count, i) => count !== before[i]);
      if (cassette >= 0) before[cassette]! -= 1;
      this.#count(kind, this.valueOf(cassette));
      if (cut && moved === cut.after) hangUp(cut.reopenMs);
      // Between two notes the motor is stopped and nothing is on the path: that is how a halt looks to the machine.
      if (this.#halting) {
        machine.powerOff();
        machine.powerOn();
      }
    };
    const movement = await machine.dispense(counts);
    if (life !== this.#life) return; // the power was gone in between; the memory says what was going on
    if (movement.stop === 'cassetteEmpty') this.#believed[movement.cassette] = before[movement.cassette]!;
    this.#end(movement);
  }

  #count(kind: 'out' | 'rejected', value: number): void {
    const memory = this.#memory;
    if (kind === 'rejected') {
      memory.transferred += 1;
      this.#events.add([0xc9, ...note(value, this.#currency)]);
      return;
    }
    if (!this.#context.faults.take('counterStuck')) memory.dispensed += 1;
    if (memory.running) memory.running.paid += value;
  }

  #end({ stop }: Movement): void {
    const paid = this.#memory.running?.paid ?? 0;
    this.#memory.running = null;
    this.working = false;
    const halted = this.#halting && stop === 'powerLost';
    this.#halting = false;
    if (this.#context.faults.take('errorDuringPayout')) this.#events.add([0xb1, 0x00]);
    const code = halted ? 0xd6 : stop === 'done' ? 0xd2 : stop.startsWith('jam') ? 0xd5 : 0xd9;
    const wrong = this.#context.faults.take('wrongValue') ? this.valueOf(0) : 0;
    this.lastEvent = code;
    this.#events.add(values(code, Math.max(0, paid - wrong), this.#currency), true);
  }
}
