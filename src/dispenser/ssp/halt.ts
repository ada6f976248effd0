import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** HALT (38): stops a running payout at the next convenient note; the device then reports HALTED. Moves no further cash. */
export class Halt implements Message<void> {
  readonly name = 'HALT';

  serialize(): Uint8Array {
    return Uint8Array.of(0x38);
  }

  parse(data: Uint8Array): void {
    new ByteReader(data).end();
  }
}
