import { crc } from './crc.ts';
import { type DiscardedFrame, type Frame, STX } from './frame.ts';

/** Pieces in which endless noise is reported. */
const maxNoise = 256;

/**
 * Cuts the bytes of the device into packets by LEN, never by looking for the next start: LEN, DATA and CRC may have any
 * value. After the start every 7F comes twice, so a single one is a new start, and what was begun before is lost (§5.1).
 */
export class SspParser {
  /** Unstuffed bytes from SEQ/ID on; null outside of a packet. */
  #packet: number[] | null = null;
  /** A 7F inside a packet whose second half is awaited. */
  #half = false;
  #noise: number[] = [];

  push(bytes: Iterable<number>): Frame[] {
    const frames: Frame[] = [];
    for (const byte of bytes) this.#take(byte, frames);
    return frames;
  }

  /** Forgets an unfinished packet: a new transmission begins, its answer comes whole. */
  reset(): void {
    this.#packet = null;
    this.#half = false;
    this.#noise = [];
  }

  #take(byte: number, frames: Frame[]): void {
    if (this.#packet === null) {
      this.#outside(byte, frames);
      return;
    }
    if (byte === STX && !this.#half) {
      this.#half = true;
      return;
    }
    if (this.#half && byte !== STX) {
      frames.push(discarded('cut', this.#packet));
      this.#packet = [];
    }
    this.#half = false;
    this.#packet.push(byte);
    if (this.#packet.length < 2 || this.#packet.length < this.#packet[1]! + 4) return;
    frames.push(finish(this.#packet));
    this.#packet = null;
  }

  #outside(byte: number, frames: Frame[]): void {
    if (byte !== STX) {
      this.#noise.push(byte);
      if (this.#noise.length < maxNoise) return;
    }
    if (this.#noise.length > 0) frames.push(discarded('noise', this.#noise));
    this.#noise = [];
    if (byte === STX) this.#packet = [];
  }
}

function finish(packet: readonly number[]): Frame {
  const end = packet.length - 2;
  if (crc(packet.slice(0, end)) !== (packet[end]! | (packet[end + 1]! << 8))) return discarded('crc', packet);
  return { kind: 'packet', sequenceId: packet[0]!, data: Uint8Array.from(packet.slice(2, end)) };
}

function discarded(reason: DiscardedFrame['reason'], bytes: readonly number[]): DiscardedFrame {
  return { kind: 'discarded', reason, bytes: Uint8Array.from(bytes) };
}
