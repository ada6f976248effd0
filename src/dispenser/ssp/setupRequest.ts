import { TellersightError } from '../../lib/errors.ts';
import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

export interface Setup {
  readonly unitType: number;
  /** Four characters, e.g. "0429". */
  readonly firmware: string;
  readonly country: string;
  readonly protocolVersion: number;
}

/** Unit type of the SMART Payout on an NV200; the SMART Hopper (03), which pays coins, has another layout. */
const smartPayout = 0x06;

/** SETUP_REQUEST (05): what the unit is. Layout [1: KY]; the channel tables in it are of the note acceptor. */
export class SetupRequest implements Message<Setup> {
  readonly name = 'SETUP_REQUEST';

  serialize(): Uint8Array {
    return Uint8Array.of(0x05);
  }

  parse(data: Uint8Array): Setup {
    const reader = new ByteReader(data);
    const unitType = reader.u8();
    if (unitType !== smartPayout) {
      throw new TellersightError('DISPENSER_PROTOCOL', `unit type ${unitType} is no SMART Payout (6)`);
    }
    const firmware = reader.ascii(4);
    const country = reader.ascii(3);
    reader.skip(3); // value multiplier
    const channels = reader.u8();
    reader.skip(channels * 2 + 3); // values, security, real multiplier
    return { unitType, firmware, country, protocolVersion: reader.u8() };
  }
}
