import { TellersightError } from '../../lib/errors.ts';
import { answeredCommand } from './answer.ts';
import { FS, type Message } from './message.ts';

/**
 * STATUS INFORMATION, long form (60 01 FF) [2+: LC, CL]. Nobody published where its fields stand, so the answer is handed
 * on unread; the driver asks with the short form.
 */
export class ExtendedStatus implements Message<Uint8Array> {
  readonly name = 'EXTENDED STATUS';
  readonly command = 0x01;
  readonly movesNotes = false;

  serialize(): Uint8Array {
    return Uint8Array.of(0x60, this.command, 0xff, 0x00, 0x00, 0x01, 0x00, FS);
  }

  parse(data: Uint8Array): Uint8Array {
    if (answeredCommand(data) === this.command) return data;
    throw new TellersightError('DISPENSER_PROTOCOL', 'not an answer to the status question');
  }
}
