import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm2000Dialect } from './dialect.ts';

/**
 * PURGE (44): runs the transport and takes notes on the path to the reject tray. A note that lies at the exit may fall
 * out of the slot, so it counts as moving cash and is never sent on its own account.
 */
export class Purge implements Message<{ readonly error: number }> {
  readonly name = 'PURGE';
  readonly command = 0x44;
  readonly movesCash = true;

  serialize(): Uint8Array {
    return encodeCommand(lcdm2000Dialect, this.command);
  }

  /** Data: ERR. */
  parse(data: Uint8Array): { readonly error: number } {
    return { error: data[0]! };
  }
}
