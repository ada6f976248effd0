import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** ENABLE_PAYOUT (5C) with option 01, as the reference prints it: busy until the unit is fully started [1: KY]. */
export class EnablePayout implements Message<void> {
  readonly name = 'ENABLE_PAYOUT';

  serialize(): Uint8Array {
    return Uint8Array.of(0x5c, 0x01);
  }

  parse(data: Uint8Array): void {
    new ByteReader(data).end();
  }
}
