import { bcc } from './bcc.ts';
import type { PuloonDialect } from './dialect.ts';

/** Control characters of the line protocol. */
export const SOH = 0x01;
export const STX = 0x02;
export const ETX = 0x03;
export const EOT = 0x04;
export const ACK = 0x06;
export const NCK = 0x15;

/** What the parser makes of the bytes of the line. Everything that is not understood is a case of its own. */
export type Frame =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nck' }
  /** A lone EOT: the device closes the transaction. */
  | { readonly kind: 'eot' }
  | ResponseFrame
  /** Three-byte progress groups that some ROMs send between ACK and response; they have no BCC. */
  | { readonly kind: 'item'; readonly event: 'dispensing' | 'rejected'; readonly value: number }
  | DiscardedFrame;

export interface ResponseFrame {
  readonly kind: 'response';
  readonly command: number;
  /** Bytes between CMD and ETX. */
  readonly data: Uint8Array;
}

export interface DiscardedFrame {
  readonly kind: 'discarded';
  /**
   * - noise: single bytes FF, 06 or 15 outside of what is waited for; real devices send them
   * - unreadable: bytes that should have been a frame: damaged, cut short, or from something else
   */
  readonly reason: 'noise' | 'unreadable';
  readonly bytes: Uint8Array;
}

/** EOT ID STX CMD DATA ETX BCC */
export function encodeCommand(dialect: PuloonDialect, command: number, data: Iterable<number> = []): Uint8Array {
  const body = [EOT, dialect.id, STX, command, ...data, ETX];
  return Uint8Array.from([...body, bcc(body)]);
}
