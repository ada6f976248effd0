import { type Answer, readAnswer } from './answer.ts';
import { FS, type Message } from './message.ts';
import { type Registers, readRegisters, registersEnd } from './registers.ts';

export interface StatusResponse extends Answer, Registers {}

/**
 * STATUS INFORMATION, short form (00 01): sensors and cassettes, also before the first initialisation [2+: L, LC]. Says
 * nothing about what an earlier command paid.
 */
export class Status implements Message<StatusResponse> {
  readonly name = 'STATUS';
  readonly command = 0x01;
  readonly movesNotes = false;

  serialize(): Uint8Array {
    return Uint8Array.of(0x00, this.command, FS);
  }

  parse(data: Uint8Array): StatusResponse {
    return { ...readAnswer(data, this.command, registersEnd), ...readRegisters(data) };
  }
}
