import { bcc } from './bcc.ts';
import type { PuloonDialect } from './dialect.ts';
import { ACK, EOT, ETX, type Frame, NCK, SOH, STX } from './frame.ts';

/** More than any frame: an endless stream of rubbish is reported in pieces of this size. */
const maxRubbish = 256;

const itemDispensing = 0x8d;
const itemRejected = 0x9c;

/**
 * Cuts the bytes of the device into frames, by the fixed length of each response. It has no clock: whoever owns it calls
 * `flush()` when a frame has not become complete in time (200 ms from its first byte) or rubbish has ended.
 *
 * After anything unreadable it swallows what follows until that flush, so that the rest of a damaged frame is reported
 * once and never read as the start of another.
 */
export class PuloonParser {
  /** True while an ACK or NCK is waited for; outside of that they are noise (a stray 15 after a response is known). */
  expectControl = false;
  readonly #dialect: PuloonDialect;
  #buffer: number[] = [];
  #rubbish = false;

  constructor(dialect: PuloonDialect) {
    this.#dialect = dialect;
  }

  /** Bytes are waiting for more: arm the frame timer. */
  get pending(): boolean {
    return this.#buffer.length > 0;
  }

  /** The pending bytes are already known not to be a frame: the timer restarts with each byte instead. */
  get inRubbish(): boolean {
    return this.#rubbish;
  }

  push(bytes: Iterable<number>): Frame[] {
    const frames: Frame[] = [];
    for (const byte of bytes) {
      const frame = this.#take(byte);
      if (frame) frames.push(frame);
    }
    return frames;
  }

  /** Gives up on what is pending. */
  flush(): Frame[] {
    if (this.#buffer.length === 0) return [];
    return [this.#discard('unreadable')];
  }

  reset(): void {
    this.#buffer = [];
    this.#rubbish = false;
    this.expectControl = false;
  }

  #take(byte: number): Frame | null {
    const buffer = this.#buffer;
    const { id: ours, responseLength, items } = this.#dialect;
    if (this.#rubbish) {
      buffer.push(byte);
      return buffer.length >= maxRubbish ? this.#discard('unreadable') : null;
    }
    if (buffer.length === 0 && byte !== SOH) return this.#outside(byte);
    buffer.push(byte);
    const [, id, stx, command] = buffer;
    if (buffer.length === 2 && id !== ours && !(items && isItem(id!))) return this.#spoilt();
    if (buffer.length === 3 && id !== ours) {
      this.#buffer = [];
      return { kind: 'item', event: id === itemDispensing ? 'dispensing' : 'rejected', value: byte };
    }
    if (buffer.length === 3 && stx !== STX) return this.#spoilt();
    if (buffer.length < 4) return null;
    const length = responseLength[command!];
    if (length === undefined) return this.#spoilt();
    if (buffer.length < length) return null;
    if (buffer[length - 2] !== ETX || bcc(buffer) !== 0) return this.#spoilt();
    this.#buffer = [];
    return { kind: 'response', command: command!, data: Uint8Array.from(buffer.slice(4, length - 2)) };
  }

  #outside(byte: number): Frame | null {
    if (this.expectControl && byte === ACK) {
      this.expectControl = false;
      return { kind: 'ack' };
    }
    // After a NCK the flag stays: an ACK that follows contradicts it, and the host must get to see that.
    if (this.expectControl && byte === NCK) return { kind: 'nck' };
    if (this.#dialect.closingEot && byte === EOT) return { kind: 'eot' };
    this.#buffer.push(byte);
    if (byte === 0xff || byte === ACK || byte === NCK) return this.#discard('noise');
    return this.#spoilt();
  }

  #spoilt(): null {
    this.#rubbish = true;
    return null;
  }

  #discard(reason: 'noise' | 'unreadable'): Frame {
    const bytes = Uint8Array.from(this.#buffer);
    this.#buffer = [];
    this.#rubbish = false;
    return { kind: 'discarded', reason, bytes };
  }
}

function isItem(id: number): boolean {
  return id === itemDispensing || id === itemRejected;
}
