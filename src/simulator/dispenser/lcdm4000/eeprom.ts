const initialOrder = [0x31, 0x32, 0x33, 0x34];
const initialLengths = [0x3c, 0x36, 0x3c, 0x36, 0x30, 0x30, 0x30, 0x30];
const initialOpacities = [0x34, 0x3b, 0x34, 0x3b, 0x34, 0x3b, 0x34, 0x3b];

/** Settings that outlive a loss of power, as they travel on the wire. */
export class Eeprom {
  #order = [...initialOrder];
  #lengths = [...initialLengths];
  #opacities = [...initialOpacities];

  /** The checksum was wrong: other values than were set. */
  fallBack(): void {
    this.#order = [...initialOrder];
    this.#lengths = initialLengths.map(() => 0x30);
    this.#opacities = initialOpacities.map(() => 0x30);
  }

  /** Sets or gets; a pair of zeroes in a length keeps what was there. */
  access(code: number, data: readonly number[]): readonly number[] {
    if (code === 0x5b) return this.#opacities;
    if (code === 0x5d) return this.#order;
    if (code === 0x5f) return this.#lengths;
    if (code === 0x5c) this.#order = [...data];
    if (code === 0x5e) {
      const keep = (i: number) => data[i & ~1] === 0x30 && data[i | 1] === 0x30;
      this.#lengths = this.#lengths.map((before, i) => (keep(i) ? before : data[i]!));
    }
    return [];
  }
}
