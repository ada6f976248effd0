import type { DeviceContext, SimulatedDevice } from '../dialect.ts';
import type { Faults } from '../faults.ts';
import type { LineFault } from '../lcdm2000/lineFaults.ts';
import { PuloonLink } from '../lcdm2000/link.ts';
import type { Counts, Movement, Stop } from '../machine/machine.ts';
import { Eeprom } from './eeprom.ts';
import type { Lcdm4000Fault } from './faults.ts';
import { type AfterPower, ResultMemory } from './memory.ts';
import { answer, lcdm4000Commands, moving, plus20 } from './wire.ts';

/** Error codes for what can happen in the machine (reference §3.4); an empty cassette is a pick-up error. */
const errors: Readonly<Record<Stop, number>> = {
  done: 0x00,
  cassetteEmpty: 0x01,
  pickError: 0x01,
  jamAtCheck: 0x02,
  jamAtDiverter: 0x03,
  jamAtEject: 0x04,
  jamAtExit: 0x05,
  trayMissing: 0x26,
  cassetteMissing: 0x24,
  pathBlocked: 0x0b,
  powerLost: 0x00,
};

const mostNotes = 100;
const resetMs = 2000;

/**
 * LCDM-4000: what the commands do, and what is answered.
 *
 * Settings, for what the sources do not agree on: `lastStatus` after a loss of power (lost, refused, stale, partial) and
 * `resetAnswer` (none, ack, two).
 */
export class Lcdm4000Device implements SimulatedDevice {
  readonly #options: DeviceContext<Lcdm4000Fault>;
  readonly #link: PuloonLink;
  readonly #memory: ResultMemory;
  readonly #eeprom = new Eeprom();
  #error = 0;

  constructor(options: DeviceContext<Lcdm4000Fault>) {
    const { machine, faults, timers, settings, write } = options;
    this.#options = options;
    this.#memory = new ResultMemory((settings.lastStatus ?? 'lost') as AfterPower);
    this.#link = new PuloonLink({
      context: { ...options, faults: faults as unknown as Faults<LineFault> },
      commands: lcdm4000Commands,
      moves: (code) => moving.includes(code),
      work: (code, data) => this.#work(code, data),
      refuses: (code) => code === 0x55 && this.#memory.last === null,
      onAcknowledged: () => {
        if (faults.take('eotLost')) return;
        const delay = faults.take('eotDelay');
        if (delay) timers.after(delay.ms, () => machine.powered && write(Uint8Array.of(0x04)));
        else write(Uint8Array.of(0x04));
      },
    });
    machine.onPowerLost = (backMs) => {
      this.powerOff();
      if (backMs !== null) timers.after(backMs, () => this.powerOn());
    };
  }

  get lastError(): string {
    return this.#error.toString(16).padStart(2, '0');
  }

  get busy(): boolean {
    return this.#link.busy;
  }

  get cashCommands(): number {
    return this.#link.cashCommands;
  }

  powerOff(): void {
    this.#options.machine.powerOff();
    this.#link.powerOff();
    this.#memory.powerLost();
  }

  powerOn(): void {
    this.#options.machine.powerOn();
    this.#error = 0;
  }

  receive(bytes: Uint8Array): void {
    // A question that is not heard is not heard as a whole.
    if (bytes[0] === 0x04 && bytes[3] === 0x55 && this.#options.faults.take('lastStatusLost')) return;
    this.#link.receive(bytes);
  }

  #work(code: number, data: readonly number[]): Promise<Uint8Array | null> | Uint8Array | null {
    switch (code) {
      case 0x44:
        return this.#reset();
      case 0x50:
        return this.#status();
      case 0x51:
        return this.#purge();
      case 0x52:
        return this.#dispense(data);
      case 0x53:
        return this.#test(data);
      case 0x55:
        return answer(0x55, this.#memory.last!);
      case 0x58:
        return this.#diagnose(data[0]! - 0x31);
      case 0x67:
        return answer(0x67, [plus20(0), plus20(Number(this.#options.settings.serial ?? 5))]);
      default:
        if (this.#options.faults.take('settingsChange')) this.#eeprom.fallBack();
        return answer(code, [plus20(0), ...this.#eeprom.access(code, data)]);
    }
  }

  /** Motors turn for about 2 s; with `two` there is one answer before and one after (L). */
  async #reset(): Promise<Uint8Array | null> {
    const { timers, settings, write } = this.#options;
    const frame = answer(0x44, [plus20(0)]);
    const kind = settings.resetAnswer ?? 'none';
    if (kind === 'two') write(frame);
    await new Promise<void>((resolve) => timers.after(resetMs, resolve));
    this.#error = 0;
    return kind === 'two' ? frame : null;
  }

  async #purge(): Promise<Uint8Array> {
    this.#memory.begin();
    await this.#options.machine.purge();
    this.#error = 0;
    const result = this.#result(this.#noNotes());
    this.#memory.keep(0x51, result);
    return answer(0x51, result);
  }

  async #dispense(data: readonly number[]): Promise<Uint8Array> {
    const { machine, faults } = this.#options;
    this.#memory.begin();
    const wanted = data.slice(0, 4).map((byte) => byte - 0x20);
    const total = wanted.reduce((sum, count) => sum + count, 0);
    if (total < 1 || wanted.some((count) => count < 0)) return this.#ended(0x52, 0x31, this.#noNotes());
    if (total > mostNotes) return this.#ended(0x52, 0x0c, this.#noNotes());
    const movement = await machine.dispense(wanted);
    const { counts, stop, extra } = movement;
    if (stop === 'powerLost') {
      this.#memory.interrupted(0x52, this.#result(counts));
      return answer(0x52, []); // never sent
    }
    const paying = counts.find(({ exited }) => exited > 0);
    if (faults.take('countMismatch') && paying) paying.exited -= 1;
    return this.#ended(0x52, this.#codeOf(movement, extra), counts);
  }

  #codeOf({ stop }: Movement, extra: number): number {
    const { faults } = this.#options;
    if (stop !== 'done') return faults.take('errorCode')?.code ?? errors[stop];
    if (extra > 0) return 0x29;
    return faults.take('nearEndCode') ? 0x25 : 0x00;
  }

  async #test(data: readonly number[]): Promise<Uint8Array> {
    this.#memory.begin();
    const movement = await this.#options.machine.test(data.slice(0, 4).map((byte) => byte - 0x20));
    return this.#ended(0x53, errors[movement.stop], movement.counts);
  }

  #ended(code: number, error: number, counts: readonly Counts[]): Uint8Array {
    this.#error = error;
    const result = this.#result(counts);
    this.#memory.keep(code, result);
    return answer(code, [...result, ...Array.from({ length: 9 }, () => 0x20)]);
  }

  /** Five notes go to the reject tray. */
  async #diagnose(cassette: number): Promise<Uint8Array> {
    const movement = await this.#options.machine.test([0, 1, 2, 3].map((slot) => (slot === cassette ? 5 : 0)));
    this.#error = errors[movement.stop];
    return answer(0x58, [plus20(this.#error), 0x4b, 0x8c, 0x2a, plus20(0)]);
  }

  /** ERR MISS and EXIT REJ TYPE of each cassette. */
  #result(counts: readonly Counts[]): number[] {
    const { present } = this.#options.machine;
    const cassettes = counts.flatMap(({ exited, rejected }, i) => {
      return [plus20(exited), plus20(rejected), present[i] ? 0x31 + i : 0x30];
    });
    return [plus20(this.#error), 0x30, ...cassettes];
  }

  #status(): Uint8Array {
    const { machine } = this.#options;
    const { pathBlocked, exitBlocked } = machine;
    const path = (pathBlocked && !exitBlocked ? 0x01 : 0) | (exitBlocked ? 0x08 : 0);
    const cassettes = machine.present.flatMap((present, i) => {
      const sensors = 0x04 | (machine.nearEnd(i) ? 0x08 : 0);
      return present ? [plus20(sensors), 0x31 + i, 0x4b, 0x8c] : [plus20(0), 0x30, plus20(0), plus20(0)];
    });
    const error = machine.trayPresent ? this.#error : errors.trayMissing;
    return answer(0x50, [plus20(error), plus20(path), ...cassettes]);
  }

  #noNotes(): Counts[] {
    return this.#options.machine.cassettes.map(() => ({ checked: 0, exited: 0, rejected: 0 }));
  }
}
