import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { readError, readNumber } from './fields.ts';

/**
 * GET SERIAL NUMBER (67): a number of transactions, not of the device, for the older variant of DISPENSE. One source
 * (L), semantics not documented: nothing relies on it.
 */
export class GetSerial implements Message<{ readonly error: number; readonly serial: number }> {
  readonly name = 'GET SERIAL NUMBER';
  readonly command = 0x67;
  readonly movesCash = false;

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command);
  }

  /** Data: ERR SN. */
  parse(data: Uint8Array): { readonly error: number; readonly serial: number } {
    return { error: readError(data, 0), serial: readNumber(data, 1) };
  }
}
