import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { readError, writePosition } from './fields.ts';

/** SET DISPENSE ORDER (5C): which cassette is emptied first; kept in EEPROM. */
export class SetOrder implements Message<{ readonly error: number }> {
  readonly name = 'SET DISPENSE ORDER';
  readonly command = 0x5c;
  readonly movesCash = false;
  readonly order: readonly number[];

  /** @param order the four cassettes, 0 to 3, the first one first */
  constructor(order: readonly number[]) {
    if (order.length !== 4 || new Set(order).size !== 4) throw new RangeError('the order names each cassette once');
    this.order = order;
  }

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command, this.order.map(writePosition));
  }

  parse(data: Uint8Array): { readonly error: number } {
    return { error: readError(data, 0) };
  }
}
