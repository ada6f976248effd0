import { type Answer, readAnswer } from './answer.ts';
import { FS, type Message } from './message.ts';

/**
 * BILL TRANSPORT TO FRONT (60 05) [2: KI, CL]: brings the notes of the pool to the customer. For a technician: the driver
 * pays with one command, so that one journalled step is one answer.
 */
export class TransportToFront implements Message<Answer> {
  readonly name = 'TRANSPORT TO FRONT';
  readonly command = 0x05;
  readonly movesNotes = true;

  serialize(): Uint8Array {
    return Uint8Array.of(0x60, this.command, 0x01, 0x01, FS);
  }

  parse(data: Uint8Array): Answer {
    return readAnswer(data, this.command);
  }
}
