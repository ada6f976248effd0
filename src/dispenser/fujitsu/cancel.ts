import { type Answer, readAnswer } from './answer.ts';
import { FS, type Message } from './message.ts';

/**
 * "CANCEL" or "FREE" (00 10) [2: CL, LC: same bytes]. What it does is not known, so it counts as moving notes and the
 * driver never sends it.
 */
export class Cancel implements Message<Answer> {
  readonly name = 'CANCEL';
  readonly command = 0x10;
  readonly movesNotes = true;

  serialize(): Uint8Array {
    return Uint8Array.of(0x00, this.command, FS);
  }

  parse(data: Uint8Array): Answer {
    return readAnswer(data, this.command);
  }
}
