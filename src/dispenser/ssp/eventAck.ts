import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** EVENT_ACK (57): the events of the last POLL_WITH_ACK need not be repeated any more. */
export class EventAck implements Message<void> {
  readonly name = 'EVENT_ACK';

  serialize(): Uint8Array {
    return Uint8Array.of(0x57);
  }

  parse(data: Uint8Array): void {
    new ByteReader(data).end();
  }
}
