import type { NoteCounts } from '../../driver.ts';
import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { type Movement, readMovement } from './movement.ts';
import { movementRequest } from './movementRequest.ts';

/** TEST DISPENSE (53): notes to the reject tray. For a person at the open safe, not for the daemon. */
export class TestDispense implements Message<Movement> {
  readonly name = 'TEST DISPENSE';
  readonly command = 0x53;
  readonly movesCash = true;
  readonly notes: NoteCounts;

  constructor(notes: NoteCounts) {
    this.notes = notes;
  }

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command, movementRequest(this.notes, null));
  }

  parse(data: Uint8Array): Movement {
    return readMovement(data);
  }
}
