import { TellersightError } from '../../../lib/errors.ts';
import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { readError, readType } from './fields.ts';

export interface OrderResponse {
  readonly error: number;
  /** Cassettes, 0 to 3, the one that is emptied first first. */
  readonly order: readonly number[];
}

/** GET DISPENSE ORDER (5D). */
export class GetOrder implements Message<OrderResponse> {
  readonly name = 'GET DISPENSE ORDER';
  readonly command = 0x5d;
  readonly movesCash = false;

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command);
  }

  /** Data: ERR ORDER1..4 (31 to 34). */
  parse(data: Uint8Array): OrderResponse {
    const order = [1, 2, 3, 4].map((offset) => readType(data, offset) - 1);
    if (order.includes(-1)) throw new TellersightError('DISPENSER_PROTOCOL', 'the dispense order names no cassette');
    return { error: readError(data, 0), order };
  }
}
