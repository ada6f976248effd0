import type { DeviceContext } from '../dialect.ts';
import type { LineFault } from './lineFaults.ts';
import { type CommandSet, frameMs, HostParser } from './wire.ts';

/** Spec: the answer is sent three times in all, then the transaction stops. */
const transmissions = 3;

/** How long the device waits for ACK or NCK before it repeats an answer; the specification does not say. */
const defaultRepeatMs = 500;

export interface LinkOptions {
  readonly context: DeviceContext<LineFault>;
  readonly commands: CommandSet;
  /** Does this command move notes? Faults hit only those. */
  readonly moves: (code: number) => boolean;
  /** Does the work and gives the answer, at once for a command that moves nothing; null = no answer. */
  readonly work: (code: number, data: readonly number[]) => Promise<Uint8Array | null> | Uint8Array | null;
  /** The host acknowledged an answer. */
  readonly onAcknowledged?: () => void;
  /** A command came; true = it is refused with NCK. */
  readonly refuses?: (code: number) => boolean;
  /** What the device sends when a note has moved. */
  readonly onNote?: (moved: number, kind: 'out' | 'rejected') => void;
}

interface Outgoing {
  readonly frame: Uint8Array;
  readonly moves: boolean;
  sent: number;
  cancel: () => void;
}

/**
 * The device's side of the handshake of both Puloon families: ACK or NCK, work, answer, up to two repeats.
 *
 * Settings, for what no document says: `repeatMs` between repeats; `gap=nck` refuses a command that came too slowly
 * instead of forgetting it; `stubborn=true` goes on repeating an answer although the next command came.
 */
export class PuloonLink {
  readonly #options: LinkOptions;
  readonly #repeatMs: number;
  readonly #stubborn: boolean;
  readonly #nckGap: boolean;
  readonly #parser: HostParser;
  readonly #repeating = new Set<Outgoing>();
  #busy = false;
  #outgoing: Outgoing | null = null;
  #cancelGap: () => void = () => {};
  #life = 0;
  cashCommands = 0;

  constructor(options: LinkOptions) {
    const { settings } = options.context;
    this.#options = options;
    this.#repeatMs = Number(settings.repeatMs ?? defaultRepeatMs);
    this.#stubborn = settings.stubborn === 'true';
    this.#nckGap = settings.gap === 'nck';
    this.#parser = new HostParser(options.commands);
  }

  /** Notes are moving, or an answer is still being sent. */
  get busy(): boolean {
    return this.#busy || this.#repeating.size > 0;
  }

  powerOff(): void {
    this.#life += 1;
    this.#busy = false;
    this.#outgoing = null;
    for (const outgoing of [...this.#repeating]) this.#stop(outgoing);
    this.#parser.drop();
    this.#cancelGap();
  }

  receive(bytes: Uint8Array): void {
    const { machine, faults, timers, onMisread } = this.#options.context;
    if (!machine.powered) return;
    if (bytes[0] === 0x04 && bytes.length > 3 && this.#options.moves(bytes[3]!)) {
      const corrupt = faults.take('commandCorrupt');
      const arriving = corrupt ? flipped(bytes, corrupt.byte, corrupt.bit) : bytes;
      if (corrupt) onMisread?.(arriving);
      const gap = faults.take('commandGap');
      if (gap) {
        this.#read(arriving.subarray(0, 4));
        timers.after(gap.ms, () => machine.powered && this.#read(arriving.subarray(4)));
      } else this.#read(arriving);
    } else this.#read(bytes);
  }

  #read(bytes: Uint8Array): void {
    const { timers, write } = this.#options.context;
    const before = this.#parser.pending;
    for (const input of this.#parser.push(bytes, timers.nowMs())) {
      if (input.what === 'command') void this.#onCommand(input.code, input.data);
      else if (input.what === 'damaged') write(Uint8Array.of(0x15));
      else if (input.what === 'nck') this.#repeat();
      else this.#onAcknowledged();
    }
    if (before && this.#parser.pending) return;
    this.#cancelGap();
    if (!this.#parser.pending) return;
    this.#cancelGap = timers.after(frameMs + 1, () => {
      this.#parser.drop();
      if (this.#nckGap) write(Uint8Array.of(0x15));
    });
  }

  async #onCommand(code: number, data: readonly number[]): Promise<void> {
    const { context, work, refuses } = this.#options;
    const { faults, write } = context;
    if (this.#busy) return; // no busy answer exists: a working device is deaf
    const moves = this.#options.moves(code);
    if (moves && faults.take('commandLost')) return;
    if ((moves && faults.take('refuse')) || refuses?.(code)) return write(Uint8Array.of(0x15));
    if (moves && faults.take('strayNck')) write(Uint8Array.of(0x15));
    if (!this.#stubborn && this.#outgoing) this.#stop(this.#outgoing);
    this.#outgoing = null;
    const noise = moves && faults.take('noise') !== null;
    if (noise) write(Uint8Array.of(0xff));
    if (!(moves && faults.take('ackLost'))) write(Uint8Array.of(0x06));
    if (noise) write(Uint8Array.of(0xff, 0xff));
    const life = this.#life;
    if (moves) this.#beginMovement();
    this.#busy = true; // before the work: it may lose the power at once, and that ends being busy
    const result = work(code, data);
    if (!(result instanceof Promise)) {
      this.#busy = false;
      return this.#answer(result, moves);
    }
    const frame = await result;
    const delay = moves ? faults.take('responseDelay') : null;
    if (delay) await new Promise<void>((resolve) => context.timers.after(delay.ms, resolve));
    if (life !== this.#life) return; // the power was gone in between
    this.#busy = false;
    this.#answer(frame, moves);
    if (noise) write(Uint8Array.of(0x15));
  }

  #beginMovement(): void {
    const { context, onNote } = this.#options;
    const { machine, faults } = context;
    this.cashCommands += 1;
    const hangUp = faults.take('hangUp');
    if (hangUp?.after === 0) context.hangUp(hangUp.reopenMs);
    machine.onNote = (moved, kind) => {
      onNote?.(moved, kind);
      if (hangUp && moved === hangUp.after) context.hangUp(hangUp.reopenMs);
    };
  }

  #answer(frame: Uint8Array | null, moves: boolean): void {
    if (frame === null) return;
    this.#outgoing = { frame, moves, sent: 0, cancel: () => {} };
    this.#repeating.add(this.#outgoing);
    this.#transmit(this.#outgoing);
  }

  #repeat(): void {
    if (this.#outgoing) this.#transmit(this.#outgoing);
  }

  #transmit(outgoing: Outgoing): void {
    outgoing.cancel();
    if (outgoing.sent >= transmissions) {
      this.#stop(outgoing);
      return;
    }
    outgoing.sent += 1;
    const { faults, write, timers } = this.#options.context;
    outgoing.cancel = timers.after(this.#repeatMs, () => this.#transmit(outgoing));
    const { moves } = outgoing;
    if (moves && faults.take('responseLost')) return;
    const frame = moves && faults.take('responseCorrupt') ? flipped(outgoing.frame, 5, 1) : outgoing.frame;
    const dribble = moves ? faults.take('dribble') : null;
    if (!dribble) write(frame);
    else for (const [i, byte] of frame.entries()) this.#later(i * (dribble.gapMs ?? 0), byte);
  }

  #later(ms: number, byte: number): void {
    const { timers, write, machine } = this.#options.context;
    if (ms === 0) write(Uint8Array.of(byte));
    else timers.after(ms, () => machine.powered && write(Uint8Array.of(byte)));
  }

  #onAcknowledged(): void {
    const outgoing = this.#outgoing;
    if (!outgoing) return;
    this.#stop(outgoing);
    this.#options.onAcknowledged?.();
  }

  #stop(outgoing: Outgoing): void {
    outgoing.cancel();
    this.#repeating.delete(outgoing);
    if (this.#outgoing === outgoing) this.#outgoing = null;
  }
}

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at % copy.length]! ^= 1 << bit;
  return copy;
}
