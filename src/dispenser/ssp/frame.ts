import { crc } from './crc.ts';

export const STX = 0x7f;
/** First byte of DATA when the rest of it is encrypted. */
export const STEX = 0x7e;
/** Bit 7 of SEQ/ID; the other bits are the address. */
export const sequenceFlag = 0x80;

/** What the parser makes of the bytes of the line. */
export type Frame = PacketFrame | DiscardedFrame;

export interface PacketFrame {
  readonly kind: 'packet';
  /** SEQ/ID as it came. */
  readonly sequenceId: number;
  readonly data: Uint8Array;
}

export interface DiscardedFrame {
  readonly kind: 'discarded';
  /**
   * - noise: bytes before the start of a packet
   * - cut: a packet that a new start interrupted
   * - crc: a packet of full length whose check does not fit
   */
  readonly reason: 'noise' | 'cut' | 'crc';
  readonly bytes: Uint8Array;
}

/** STX SEQ/ID LEN DATA CRC(lo hi); after STX every 7F is doubled, LEN and CRC are of the bytes before that (§5.1). */
export function encodePacket(sequenceId: number, data: Uint8Array): Uint8Array {
  if (data.length > 255) throw new RangeError(`${data.length} bytes do not fit into a packet`);
  const body = [sequenceId, data.length, ...data];
  const check = crc(body);
  const stuffed = [...body, check & 0xff, check >> 8].flatMap((byte) => (byte === STX ? [STX, STX] : [byte]));
  return Uint8Array.from([STX, ...stuffed]);
}
