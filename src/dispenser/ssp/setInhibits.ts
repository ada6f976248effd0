import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** SET_CHANNEL_INHIBITS (02) with every channel off [1: KY]: ENABLE alone would let a customer feed notes in, and the levels would no longer be ours to account for. */
export class SetInhibits implements Message<void> {
  readonly name = 'SET_INHIBITS';

  serialize(): Uint8Array {
    return Uint8Array.of(0x02, 0x00, 0x00);
  }

  parse(data: Uint8Array): void {
    new ByteReader(data).end();
  }
}
