import { TellersightError } from '../../../lib/errors.ts';
import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm2000Dialect } from './dialect.ts';

export interface RomResponse {
  /** Model and version, e.g. "T20" (T = LCDM-2000, O = LCDM-1000). */
  readonly version: string;
  /** Four upper-case hex digits. */
  readonly checksum: string;
}

/** ROM VERSION (47): which firmware runs; a change means that the device was exchanged or reprogrammed. */
export class Rom implements Message<RomResponse> {
  readonly name = 'ROM VERSION';
  readonly command = 0x47;
  readonly movesCash = false;

  serialize(): Uint8Array {
    return encodeCommand(lcdm2000Dialect, this.command);
  }

  /** Data: T|O, v, v, T, c, c, c, c. */
  parse(data: Uint8Array): RomResponse {
    const text = String.fromCharCode(...data.subarray(0, 4));
    if (!/^[TO][0-9]{2}T$/.test(text)) throw new TellersightError('DISPENSER_PROTOCOL', 'ROM version is malformed');
    const digits = [...data.subarray(4)].map((byte) => {
      // Digits above 9 travel as 3A..3F (low nibble); the specification says only "ASCII", so A-F is taken as well.
      if (byte >= 0x30 && byte <= 0x3f) return byte & 0x0f;
      if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
      throw new TellersightError('DISPENSER_PROTOCOL', 'ROM checksum is malformed');
    });
    return { version: text.slice(0, 3), checksum: digits.map((digit) => digit.toString(16).toUpperCase()).join('') };
  }
}
