import { TellersightError } from '../../lib/errors.ts';
import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** Notes since the counters were last reset (59); they survive a power cut (§5.3). */
export interface Counters {
  readonly stacked: number;
  readonly stored: number;
  /** Paid out of the front. */
  readonly dispensed: number;
  /** From the store to the cashbox. */
  readonly transferred: number;
  readonly rejected: number;
}

/** GET_COUNTERS (58): the number of counters, then five u32. */
export class GetCounters implements Message<Counters> {
  readonly name = 'GET_COUNTERS';

  serialize(): Uint8Array {
    return Uint8Array.of(0x58);
  }

  parse(data: Uint8Array): Counters {
    const reader = new ByteReader(data);
    const known = 5;
    if (reader.u8() !== known) throw new TellersightError('DISPENSER_PROTOCOL', 'not five counters');
    const counters = {
      stacked: reader.u32(),
      stored: reader.u32(),
      dispensed: reader.u32(),
      transferred: reader.u32(),
      rejected: reader.u32(),
    };
    reader.end();
    return counters;
  }
}
