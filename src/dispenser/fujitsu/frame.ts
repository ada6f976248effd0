import { crcKermit } from './crc.ts';

export const DLE = 0x10;
export const STX = 0x02;
export const ETX = 0x03;
export const ENQ = 0x05;
export const ACK = 0x06;
export const NAK = 0x15;

export type Control = 'enq' | 'ack' | 'nak';

/** The two-byte control sequences (reference §4.1). */
export const control: Readonly<Record<Control, Uint8Array>> = {
  enq: Uint8Array.of(DLE, ENQ),
  ack: Uint8Array.of(DLE, ACK),
  nak: Uint8Array.of(DLE, NAK),
};

/** What the parser makes of the bytes of the line. Everything that is not understood is a case of its own. */
export type Frame =
  | { readonly kind: Control }
  /** DATA of a frame with the right trailer and CRC. */
  | { readonly kind: 'data'; readonly data: Uint8Array }
  | DiscardedFrame;

export interface DiscardedFrame {
  readonly kind: 'discarded';
  /** What the bytes failed at: no frame or control sequence began, or a frame's LEN, 10 03, CRC or end was wrong. */
  readonly reason: 'start' | 'length' | 'trailer' | 'crc' | 'cutShort';
  readonly bytes: Uint8Array;
}

/** 10 02 | LEN hi lo | DATA | 10 03 | CRC lo hi. Nothing is stuffed: LEN alone says where DATA ends. */
export function encodeFrame(data: Iterable<number>): Uint8Array {
  const content = [...data];
  const covered = [content.length >> 8, content.length & 0xff, ...content, DLE, ETX];
  const crc = crcKermit(covered);
  return Uint8Array.of(DLE, STX, ...covered, crc & 0xff, crc >> 8);
}
