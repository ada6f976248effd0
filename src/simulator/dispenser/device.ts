import type { Faults } from './faults.ts';
import type { DispenserModel, Movement } from './model.ts';
import { answer, HostParser, twoDigits } from './wire.ts';

export interface DeviceOptions {
  readonly model: DispenserModel;
  readonly faults: Faults;
  readonly write: (bytes: Uint8Array) => void;
  /** The line is cut; comes back after `reopenMs` unless null. */
  readonly hangUp: (reopenMs: number | null) => void;
  /** How long the device waits for ACK or NCK before it repeats an answer; the specification does not say. */
  readonly repeatMs: number;
}

/** Spec: the answer is sent three times in all, then the transaction stops. */
const transmissions = 3;

/** The device's side of the LCDM-2000 handshake: ACK or NCK, work, answer, up to two repeats. */
export class Device {
  readonly #options: DeviceOptions;
  readonly #parser = new HostParser();
  #busy = false;
  #pending: { readonly frame: Uint8Array; sent: number; timer: NodeJS.Timeout | undefined } | null = null;
  #checksum = '5624';

  constructor(options: DeviceOptions) {
    this.#options = options;
  }

  /** Notes are moving, or an answer is still being sent. */
  get busy(): boolean {
    return this.#busy || this.#pending !== null;
  }

  receive(bytes: Uint8Array): void {
    for (const input of this.#parser.push(bytes, performance.now())) {
      if (input.what === 'command') void this.#onCommand(input.code, input.digits);
      else if (input.what === 'damaged') this.#options.write(Uint8Array.of(0x15));
      else if (input.what === 'nck') this.#transmit();
      else this.#done();
    }
  }

  async #onCommand(code: number, digits: readonly number[]): Promise<void> {
    const { faults, write, model } = this.#options;
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

    const hangUp = faults.take('hangUp');
    const items = faults.take('itemEvents');
    if (hangUp?.after === 0) this.#options.hangUp(hangUp.reopenMs);
    model.onNote = (moved, kind) => {
      if (items) write(Uint8Array.of(0x01, kind === 'out' ? 0x8d : 0x9c, kind === 'out' ? moved & 0x7f : 0x38));
      if (hangUp && moved === hangUp.after) this.#options.hangUp(hangUp.reopenMs);
    };
    this.#busy = true;
    const frame = await this.#work(code, digits);
    const delay = faults.take('responseDelay');
    if (delay) await new Promise((resolve) => setTimeout(resolve, delay.ms));
    this.#busy = false;
    if (frame) this.#answer(frame);
    if (noise) write(Uint8Array.of(0x15));
  }

  /** Null: the device is dead or was cut off. */
  async #work(code: number, digits: readonly number[]): Promise<Uint8Array | null> {
    const { model } = this.#options;
    if (code === 0x44) {
      model.pathBlocked = false;
      return answer(0x44, [0x30]);
    }
    if (code === 0x76 || code === 0x77) {
      const cassette = code === 0x76 ? 0 : 1;
      const { counts, error } = await model.test(cassette);
      return this.#single(code, counts[cassette], error, cassette);
    }
    const first = digits[0]! * 10 + digits[1]!;
    const second = code === 0x56 ? digits[2]! * 10 + digits[3]! : 0;
    const wanted: [number, number] = code === 0x55 ? [0, first] : [first, second];
    const asked = code === 0x56 ? [first, second] : [first];
    const none = { checked: 0, exited: 0, rejected: 0 };
    const bad = asked.some((count) => !(count >= 1 && count <= 60));
    const movement: Movement = bad ? { error: 0x3b, counts: [none, none], dead: false } : await model.dispense(wanted);
    if (movement.dead) return null;
    return this.#dispensed(code, movement);
  }

  #dispensed(code: number, { counts, error }: Movement): Uint8Array {
    if (this.#options.faults.take('countMismatch')) counts[code === 0x55 ? 1 : 0].exited -= 1;
    if (code !== 0x56) return this.#single(code, counts[code === 0x55 ? 1 : 0], error, code === 0x55 ? 1 : 0);
    const [upper, lower] = counts;
    return answer(code, [
      ...twoDigits(upper.checked),
      ...twoDigits(upper.exited),
      ...twoDigits(lower.checked),
      ...twoDigits(lower.exited),
      error,
      this.#nearEnd(0),
      this.#nearEnd(1),
      ...twoDigits(upper.rejected),
      ...twoDigits(lower.rejected),
    ]);
  }

  #single(code: number, counts: Movement['counts'][0], error: number, cassette: 0 | 1): Uint8Array {
    return answer(code, [
      ...twoDigits(counts.checked),
      ...twoDigits(counts.exited),
      error,
      this.#nearEnd(cassette),
      ...twoDigits(counts.rejected),
    ]);
  }

  #nearEnd(cassette: 0 | 1): number {
    return this.#options.model.nearEnd(cassette) ? 0x31 : 0x30;
  }

  #status(): Uint8Array {
    const { model } = this.#options;
    const bit = (on: boolean, position: number) => (on ? 1 << position : 0);
    const sensor0 =
      0x80 | bit(model.pathBlocked && !model.exitBlocked, 2) | bit(model.exitBlocked, 5) | bit(model.nearEnd(0), 6);
    const sensor1 =
      bit(!model.cassettePresent[0], 1) |
      bit(!model.cassettePresent[1], 2) |
      bit(model.nearEnd(1), 5) |
      bit(!model.trayPresent, 6);
    return answer(0x46, [0x30, model.lastError, sensor0, sensor1]);
  }

  #rom(): Uint8Array {
    const change = this.#options.faults.take('romChange');
    if (change) this.#checksum = change.checksum;
    const digits = [...this.#checksum].map((digit) => 0x30 + Number.parseInt(digit, 16));
    return answer(0x47, [0x54, 0x32, 0x30, 0x54, ...digits]);
  }

  #answer(frame: Uint8Array): void {
    this.#pending = { frame, sent: 0, timer: undefined };
    this.#transmit();
  }

  #transmit(): void {
    const pending = this.#pending;
    if (!pending) return;
    clearTimeout(pending.timer);
    if (pending.sent >= transmissions) {
      this.#done();
      return;
    }
    pending.sent += 1;
    pending.timer = setTimeout(() => this.#transmit(), this.#options.repeatMs);
    const { faults, write } = this.#options;
    const moves = pending.frame[3] !== 0x46 && pending.frame[3] !== 0x47;
    if (moves && faults.take('responseLost')) return;
    const frame = moves && faults.take('responseCorrupt') ? damaged(pending.frame) : pending.frame;
    if (moves && faults.take('dribble')) for (const byte of frame) write(Uint8Array.of(byte));
    else write(frame);
  }

  #done(): void {
    clearTimeout(this.#pending?.timer);
    this.#pending = null;
  }
}

function damaged(frame: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(frame);
  copy[5]! ^= 0x02;
  return copy;
}
