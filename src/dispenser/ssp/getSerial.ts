import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** GET_SERIAL (0C): the factory's number, u32 and the only big endian field. */
export class GetSerial implements Message<string> {
  readonly name = 'GET_SERIAL';

  serialize(): Uint8Array {
    return Uint8Array.of(0x0c);
  }

  parse(data: Uint8Array): string {
    const reader = new ByteReader(data);
    const serial = String(reader.u32BigEndian());
    reader.end();
    return serial;
  }
}
