import type { DeviceContext, SimulatedDevice } from '../dialect.ts';
import type { Faults } from '../faults.ts';
import type { Counts, Movement, Stop } from '../machine/machine.ts';
import type { Lcdm2000Fault } from './faults.ts';
import type { LineFault } from './lineFaults.ts';
import { PuloonLink } from './link.ts';
import { answer, lcdm2000Commands, twoDigits } from './wire.ts';

/** ERR bytes of the vendor's table for what can happen in the machine. */
const errors: Readonly<Record<Stop, number | readonly [number, number]>> = {
  done: 0x31,
  cassetteEmpty: [0x38, 0x40],
  pickError: 0x32,
  jamAtCheck: [0x33, 0x4c],
  jamAtDiverter: 0x36,
  jamAtEject: 0x48,
  jamAtExit: 0x35,
  trayMissing: 0x3f,
  cassetteMissing: [0x45, 0x46],
  pathBlocked: 0x36,
  powerLost: 0x41,
};

/** LCDM-2000: what the commands do, and what is answered. */
export class Lcdm2000Device implements SimulatedDevice {
  readonly #options: DeviceContext<Lcdm2000Fault>;
  readonly #link: PuloonLink;
  #checksum: string;
  #error = 0x30;

  constructor(options: DeviceContext<Lcdm2000Fault>) {
    const { machine, faults, timers, settings, write } = options;
    this.#options = options;
    this.#checksum = settings.checksum ?? '5624';
    let items = false;
    this.#link = new PuloonLink({
      context: { ...options, faults: faults as unknown as Faults<LineFault> },
      commands: lcdm2000Commands,
      moves: (code) => code !== 0x46 && code !== 0x47,
      work: (code, data) => {
        if (code === 0x46) return this.#status();
        if (code === 0x47) return this.#rom();
        items = faults.take('itemEvents') !== null;
        return this.#work(
          code,
          data.map((byte) => byte - 0x30),
        );
      },
      onNote: (moved, kind) => {
        const [event, value] = kind === 'out' ? [0x8d, moved & 0x7f] : [0x9c, 0x38];
        if (items) write(Uint8Array.of(0x01, event, value));
      },
    });
    machine.onPowerLost = (backMs) => {
      this.powerOff();
      if (backMs !== null) timers.after(backMs, () => this.powerOn());
    };
  }

  get lastError(): string {
    return this.#error.toString(16);
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
  }

  powerOn(): void {
    this.#options.machine.powerOn();
    this.#error = this.#options.faults.take('errorAfterPower')?.code ?? 0x30;
  }

  receive(bytes: Uint8Array): void {
    this.#link.receive(bytes);
  }

  async #work(code: number, digits: readonly number[]): Promise<Uint8Array> {
    const { machine } = this.#options;
    if (code === 0x44) {
      await machine.purge();
      return answer(0x44, [0x30]);
    }
    if (code === 0x76 || code === 0x77) {
      const cassette = code === 0x76 ? 0 : 1;
      const movement = await machine.test(cassette === 0 ? [1] : [0, 1]);
      this.#note(movement, 0x30);
      return this.#single(code, movement.counts[cassette]!, cassette);
    }
    const first = digits[0]! * 10 + digits[1]!;
    const second = code === 0x56 ? digits[2]! * 10 + digits[3]! : 0;
    const wanted = code === 0x55 ? [0, first] : [first, second];
    const asked = code === 0x56 ? [first, second] : [first];
    if (asked.some((count) => !(count >= 1 && count <= 60))) {
      this.#error = 0x3b;
      return this.#dispensed(code, [noNotes(), noNotes()]);
    }
    const movement = await machine.dispense(wanted);
    this.#note(movement, movement.extra > 0 && !this.#options.faults.take('overUnseen') ? 0x34 : 0x31);
    return this.#dispensed(code, movement.counts);
  }

  #note({ stop, cassette }: Movement, done: number): void {
    const code = errors[stop];
    this.#error = stop === 'done' ? done : typeof code === 'number' ? code : code[cassette === 0 ? 0 : 1];
    const wrong = stop === 'done' ? null : this.#options.faults.take('errorCode');
    if (wrong) this.#error = wrong.code;
  }

  #dispensed(code: number, counts: readonly Counts[]): Uint8Array {
    const [upper, lower] = [counts[0]!, counts[1] ?? noNotes()];
    if (this.#options.faults.take('countMismatch')) (code === 0x55 ? lower : upper).exited -= 1;
    if (code !== 0x56) return this.#single(code, code === 0x55 ? lower : upper, code === 0x55 ? 1 : 0);
    return answer(code, [
      ...twoDigits(upper.checked),
      ...twoDigits(upper.exited),
      ...twoDigits(lower.checked),
      ...twoDigits(lower.exited),
      this.#error,
      this.#nearEnd(0),
      this.#nearEnd(1),
      ...twoDigits(upper.rejected),
      ...twoDigits(lower.rejected),
    ]);
  }

  #single(code: number, counts: Counts, cassette: number): Uint8Array {
    return answer(code, [
      ...twoDigits(counts.checked),
      ...twoDigits(counts.exited),
      this.#error,
      this.#nearEnd(cassette),
      ...twoDigits(counts.rejected),
    ]);
  }

  #nearEnd(cassette: number): number {
    return this.#options.machine.nearEnd(cassette) ? 0x31 : 0x30;
  }

  #status(): Uint8Array {
    const { machine } = this.#options;
    const bit = (on: boolean, position: number) => (on ? 1 << position : 0);
    const sensor0 =
      0x80 |
      bit(machine.pathBlocked && !machine.exitBlocked, 2) |
      bit(machine.exitBlocked, 5) |
      bit(machine.nearEnd(0), 6);
    const sensor1 =
      bit(!machine.present[0], 1) |
      bit(!machine.present[1], 2) |
      bit(machine.nearEnd(1), 5) |
      bit(!machine.trayPresent, 6);
    return answer(0x46, [0x30, this.#error, sensor0, sensor1]);
  }

  #rom(): Uint8Array {
    const change = this.#options.faults.take('romChange');
    if (change) this.#checksum = change.checksum;
    const digits = [...this.#checksum].map((digit) => 0x30 + Number.parseInt(digit, 16));
    return answer(0x47, [0x54, 0x32, 0x30, 0x54, ...digits]);
  }
}

function noNotes(): Counts {
  return { checked: 0, exited: 0, rejected: 0 };
}
