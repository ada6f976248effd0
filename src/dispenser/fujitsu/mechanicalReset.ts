import { type InitialiseResponse, parseInitialise } from './initialiseResponse.ts';
import { FS, type Message } from './message.ts';

/**
 * MECHANICAL RESET: INITIALISE with 13 zeros (LC: "MechalReset"; EN: notes in the pool go to the reject box). Notes at the
 * exit may fall out, so it is sent for a person at the open safe only. Afterwards no sizes are known to the device.
 */
export class MechanicalReset implements Message<InitialiseResponse> {
  readonly name = 'MECHANICAL RESET';
  readonly command = 0x02;
  readonly movesNotes = true;

  serialize(): Uint8Array {
    return Uint8Array.of(0x60, this.command, 0x0d, ...new Uint8Array(13), FS);
  }

  parse(data: Uint8Array): InitialiseResponse {
    return parseInitialise(data);
  }
}
