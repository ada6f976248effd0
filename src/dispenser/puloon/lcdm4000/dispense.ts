import type { NoteCounts } from '../../driver.ts';
import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { type Movement, readMovement } from './movement.ts';
import { movementRequest } from './movementRequest.ts';

/**
 * DISPENSE (52): notes from up to four cassettes, straight to the customer. An older variant with 7 data bytes and a
 * serial number is known from one source, its meaning is not documented, and it is not sent (reference §3.2).
 */
export class Dispense implements Message<Movement> {
  readonly name = 'DISPENSE';
  readonly command = 0x52;
  readonly movesCash = true;
  readonly notes: NoteCounts;
  readonly timeout: number | null;

  constructor(notes: NoteCounts, timeout: number | null = null) {
    this.notes = notes;
    this.timeout = timeout;
  }

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command, movementRequest(this.notes, this.timeout));
  }

  parse(data: Uint8Array): Movement {
    return readMovement(data);
  }
}
