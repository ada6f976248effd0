import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';
import type { Money } from './money.ts';

export interface Level extends Money {
  readonly count: number;
}

/** GET_ALL_LEVELS (22): notes stored of each denomination, those at zero as well; kept without power. */
export class GetAllLevels implements Message<Level[]> {
  readonly name = 'GET_ALL_LEVELS';

  serialize(): Uint8Array {
    return Uint8Array.of(0x22);
  }

  /** n, then n times count u16, value u32, currency. */
  parse(data: Uint8Array): Level[] {
    const reader = new ByteReader(data);
    const levels = Array.from({ length: reader.u8() }, () => ({ count: reader.u16(), ...reader.money() }));
    reader.end();
    return levels;
  }
}
