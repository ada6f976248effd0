import { parseEvents, type SspEvent } from './event.ts';
import type { Message } from './message.ts';

/** POLL_WITH_ACK (56): like POLL, but a payout's final events are repeated until EVENT_ACK: a crash here loses none. */
export class PollWithAck implements Message<SspEvent[]> {
  readonly name = 'POLL_WITH_ACK';

  serialize(): Uint8Array {
    return Uint8Array.of(0x56);
  }

  parse(data: Uint8Array): SspEvent[] {
    return parseEvents(data);
  }
}
