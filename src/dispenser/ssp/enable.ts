import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** ENABLE (0A): a disabled device carries out nothing. */
export class Enable implements Message<void> {
  readonly name = 'ENABLE';

  serialize(): Uint8Array {
    return Uint8Array.of(0x0a);
  }

  parse(data: Uint8Array): void {
    new ByteReader(data).end();
  }
}
