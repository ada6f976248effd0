import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { readError, writeNibbles } from './fields.ts';

/** SET BILL LENGTHS (5E): per cassette in units of 0.785 mm (L), 0 = keep; kept in EEPROM. */
export class SetLengths implements Message<{ readonly error: number }> {
  readonly name = 'SET BILL LENGTHS';
  readonly command = 0x5e;
  readonly movesCash = false;
  readonly lengths: readonly number[];

  constructor(lengths: readonly number[]) {
    this.lengths = lengths;
  }

  serialize(): Uint8Array {
    const data = [0, 1, 2, 3].flatMap((cassette) => writeNibbles(this.lengths[cassette] ?? 0));
    return encodeCommand(lcdm4000Dialect, this.command, data);
  }

  parse(data: Uint8Array): { readonly error: number } {
    return { error: readError(data, 0) };
  }
}
