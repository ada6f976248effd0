import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

export interface PayoutNotes {
  readonly count: number;
  readonly valueMinor: number;
}

/** Only asks whether it could be paid. */
const testOnly = 0x19;
const pay = 0x58;

/** PAYOUT_BY_DENOMINATION (46): n, then n times count u16, value u32, currency; last 58 to pay or 19 to ask (§5.3). */
export class PayoutByDenomination implements Message<void> {
  readonly name: string;
  readonly #notes: readonly PayoutNotes[];
  readonly #currency: string;
  readonly #option: number;

  /** @param mode `ask` moves nothing */
  constructor(notes: readonly PayoutNotes[], currency: string, mode: 'ask' | 'pay') {
    this.name = mode === 'pay' ? 'PAYOUT_BY_DENOMINATION' : 'PAYOUT_BY_DENOMINATION (test)';
    this.#notes = notes;
    this.#currency = currency;
    this.#option = mode === 'pay' ? pay : testOnly;
  }

  serialize(): Uint8Array {
    const entries = this.#notes.map(({ count, valueMinor }) => {
      const entry = Buffer.alloc(9);
      entry.writeUInt16LE(count);
      entry.writeUInt32LE(valueMinor, 2);
      entry.write(this.#currency, 6, 3, 'latin1');
      return entry;
    });
    return Uint8Array.of(0x46, entries.length, ...Buffer.concat(entries), this.#option);
  }

  parse(data: Uint8Array): void {
    new ByteReader(data).end();
  }
}
