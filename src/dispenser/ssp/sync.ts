import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** SYNC (11): the packet after it carries sequence flag 0. It ends the replay protection of the packet before it (§5.1). */
export class Sync implements Message<void> {
  readonly name = 'SYNC';

  serialize(): Uint8Array {
    return Uint8Array.of(0x11);
  }

  parse(data: Uint8Array): void {
    new ByteReader(data).end();
  }
}
