import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { readError } from './fields.ts';

/**
 * RESET (44): starts the device anew, about 2 s. The sources do not agree on the answer: none, an ACK alone, or two equal
 * frames, before and after the motors have turned (reference §3.2). It turns motors, so it counts as moving cash.
 */
export class Reset implements Message<{ readonly error: number }> {
  readonly name = 'RESET';
  readonly command = 0x44;
  readonly movesCash = true;

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command);
  }

  /** Data: ERR. */
  parse(data: Uint8Array): { readonly error: number } {
    return { error: readError(data, 0) };
  }
}
