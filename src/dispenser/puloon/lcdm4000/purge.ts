import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { type Movement, readMovement } from './movement.ts';

/**
 * PURGE (51): takes notes on the path to the reject tray. By the vendor's text a note that is left at the exit may be
 * dispensed by it, and routine use damages notes (reference §3.6): for a person at the open safe, never on its own.
 */
export class Purge implements Message<Movement> {
  readonly name = 'PURGE';
  readonly command = 0x51;
  readonly movesCash = true;

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command);
  }

  parse(data: Uint8Array): Movement {
    return readMovement(data);
  }
}
