import { crcKermit } from './crc.ts';
import { ACK, type DiscardedFrame, DLE, ENQ, ETX, type Frame, NAK, STX } from './frame.ts';

/** The shortest thing that is a frame: two header bytes and FS. */
const minData = 3;
/** Far above the longest known DATA (157): a damaged LEN must not swallow minutes of what follows. */
const maxData = 512;
/** An endless stream of rubbish is reported in pieces of this size. */
const maxRubbish = 1024;

/**
 * Cuts the bytes of the device into control sequences and frames, by LEN alone: DATA is not stuffed and may contain
 * 10 03, 10 02 or 10 05 (reference §4.1: the captured frame with DATA 00 10 1C). It has no clock: whoever owns it calls
 * `flush()` when the line has been silent for the time of a gap.
 *
 * After anything unreadable it swallows what follows until that flush, so that the rest of a damaged frame is reported
 * once and a 10 15 in it is never read as a refusal.
 */
export class FujitsuParser {
  #buffer: number[] = [];
  #rubbish: DiscardedFrame['reason'] | null = null;

  /** Bytes are waiting for more: arm the gap timer. */
  get pending(): boolean {
    return this.#buffer.length > 0;
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
    return this.#buffer.length === 0 ? [] : [this.#discard(this.#rubbish ?? 'cutShort')];
  }

  reset(): void {
    this.#buffer = [];
    this.#rubbish = null;
  }

  #take(byte: number): Frame | null {
    const buffer = this.#buffer;
    buffer.push(byte);
    if (this.#rubbish) return buffer.length >= maxRubbish ? this.#discard(this.#rubbish) : null;
    if (buffer[0] !== DLE) return this.#spoilt('start');
    if (buffer.length === 1) return null;
    if (buffer[1] !== STX) return this.#control(buffer[1]!);
    if (buffer.length < 4) return null;
    const length = (buffer[2]! << 8) | buffer[3]!;
    if (length < minData || length > maxData) return this.#spoilt('length');
    if (buffer.length < length + 8) return null;
    return this.#frame(length);
  }

  #control(second: number): Frame | null {
    const kind = second === ENQ ? 'enq' : second === ACK ? 'ack' : second === NAK ? 'nak' : null;
    if (kind === null) return this.#spoilt('start');
    this.#buffer = [];
    return { kind };
  }

  #frame(length: number): Frame | null {
    const buffer = this.#buffer;
    const end = length + 4;
    if (buffer[end] !== DLE || buffer[end + 1] !== ETX) return this.#spoilt('trailer');
    const crc = buffer[end + 2]! | (buffer[end + 3]! << 8);
    if (crcKermit(buffer.slice(2, end + 2)) !== crc) return this.#spoilt('crc');
    this.#buffer = [];
    return { kind: 'data', data: Uint8Array.from(buffer.slice(4, end)) };
  }

  #spoilt(reason: DiscardedFrame['reason']): null {
    this.#rubbish = reason;
    return null;
  }

  #discard(reason: DiscardedFrame['reason']): Frame {
    const bytes = Uint8Array.from(this.#buffer);
    this.reset();
    return { kind: 'discarded', reason, bytes };
  }
}
