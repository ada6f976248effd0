import type { DeviceContext, SimulatedDevice } from '../dialect.ts';
import type { Counts, Movement, Stop } from '../machine/machine.ts';
import type { Lcdm2000Fault } from './faults.ts';
import { answer, HostParser, twoDigits } from './wire.ts';

/** Spec: the answer is sent three times in all, then the transaction stops. */
const transmissions = 3;

/** How long the device waits for ACK or NCK before it repeats an answer; the specification does not say. */
const defaultRepeatMs = 500;

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

/** The device's side of the LCDM-2000 handshake: ACK or NCK, work, answer, up to two repeats. */
export class Lcdm2000Device implements SimulatedDevice {
  readonly #options: DeviceContext<Lcdm2000Fault>;
  readonly #repeatMs: number;
  readonly #parser = new HostParser();
  #busy = false;
  #pending: { readonly frame: Uint8Array; sent: number; cancel: () => void } | null = null;
  #checksum: string;
  #error = 0x30;
  #life = 0;
  cashCommands = 0;

  constructor(options: DeviceContext<Lcdm2000Fault>) {
    this.#options = options;
    this.#repeatMs = Number(options.settings.repeatMs ?? defaultRepeatMs);
    this.#checksum = options.settings.checksum ?? '5624';
    options.machine.onPowerLost = (backMs) => {
      this.powerOff();
      if (backMs !== null) options.timers.after(backMs, () => this.powerOn());
    };
  }

  get lastError(): string {
    return this.#error.toString(16);
  }

  powerOff(): void {
    this.#options.machine.powerOff();
    this.#life += 1;
    this.#busy = false;
    this.#done();
  }

  powerOn(): void {
    this.#options.machine.powerOn();
    this.#error = 0x30;
  }

  /** Notes are moving, or an answer is still being sent. */
  get busy(): boolean {
    return this.#busy || this.#pending !== null;
  }

  receive(bytes: Uint8Array): void {
    if (!this.#options.machine.powered) return;
    for (const input of this.#parser.push(bytes, this.#options.timers.nowMs())) {
      if (input.what === 'command') void this.#onCommand(input.code, input.digits);
      else if (input.what === 'damaged') this.#options.write(Uint8Array.of(0x15));
      else if (input.what === 'nck') this.#transmit();
      else this.#done();
    }
  }

  async #onCommand(code: number, digits: readonly number[]): Promise<void> {
    const { faults, write, machine } = this.#options;
    const moves = code !== 0x46 && code !== 0x47;
    if (this.#busy) return; // no busy answer exists: a working device is deaf
    if (moves) {
      if (faults.take('commandLost')) return;
      if (faults.take('refuse')) return write(Uint8Array.of(0x15));
      if (faults.take('strayNck')) write(Uint8Array.of(0x15));
    }
    this.#done();
    const noise = moves && faults.take('noise') !== null;
    if (noise) write(Uint8Array.of(0xff));
    if (!(moves && faults.take('ackLost'))) write(Uint8Array.of(0x06));
    if (noise) write(Uint8Array.of(0xff, 0xff));
    if (!moves) return this.#answer(code === 0x46 ? this.#status() : this.#rom());

    const life = this.#life;
    this.cashCommands += 1;
    const hangUp = faults.take('hangUp');
    const items = faults.take('itemEvents');
    if (hangUp?.after === 0) this.#options.hangUp(hangUp.reopenMs);
    machine.onNote = (moved, kind) => {
      if (items) write(Uint8Array.of(0x01, kind === 'out' ? 0x8d : 0x9c, kind === 'out' ? moved & 0x7f : 0x38));
      if (hangUp && moved === hangUp.after) this.#options.hangUp(hangUp.reopenMs);
    };
    this.#busy = true;
    const frame = await this.#work(code, digits);
    const delay = faults.take('responseDelay');
    if (delay) await new Promise<void>((resolve) => this.#options.timers.after(delay.ms, resolve));
    if (life !== this.#life) return; // the power was gone in between
    this.#busy = false;
    this.#answer(frame);
    if (noise) write(Uint8Array.of(0x15));
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
    this.#note(movement, 0x31);
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

  #answer(frame: Uint8Array): void {
    this.#pending = { frame, sent: 0, cancel: () => {} };
    this.#transmit();
  }

  #transmit(): void {
    const pending = this.#pending;
    if (!pending) return;
    pending.cancel();
    if (pending.sent >= transmissions) {
      this.#done();
      return;
    }
    pending.sent += 1;
    pending.cancel = this.#options.timers.after(this.#repeatMs, () => this.#transmit());
    const { faults, write } = this.#options;
    const moves = pending.frame[3] !== 0x46 && pending.frame[3] !== 0x47;
    if (moves && faults.take('responseLost')) return;
    const frame = moves && faults.take('responseCorrupt') ? damaged(pending.frame) : pending.frame;
    if (moves && faults.take('dribble')) for (const byte of frame) write(Uint8Array.of(byte));
    else write(frame);
  }

  #done(): void {
    this.#pending?.cancel();
    this.#pending = null;
  }
}

function noNotes(): Counts {
  return { checked: 0, exited: 0, rejected: 0 };
}

function damaged(frame: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(frame);
  copy[5]! ^= 0x02;
  return copy;
}
