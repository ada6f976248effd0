/** Numbers for labels, given out in order of first sight. Reads bytes in place: no string is made for a label seen before. */
export class LabelTable {
  readonly labels: string[] = [];
  readonly #bytes: Uint8Array[] = [];
  #slots = new Int32Array(1024).fill(-1);

  /** The number of the label `data[from, to)`. */
  number(data: Uint8Array, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(data, from, to) & mask;
    for (;;) {
      const known = this.#slots[slot]!;
      if (known < 0) break;
      if (equal(this.#bytes[known]!, data, from, to)) return known;
      slot = (slot + 1) & mask;
    }
    const own = data.slice(from, to);
    const number = this.#bytes.push(own) - 1;
    this.labels.push(Buffer.from(own).toString('utf8'));
    this.#slots[slot] = number;
    if (2 * this.#bytes.length > this.#slots.length) this.#grow();
    return number;
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length).fill(-1);
    for (const [number, own] of this.#bytes.entries()) {
      let slot = hash(own, 0, own.length) & (slots.length - 1);
      while (slots[slot]! >= 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

/** FNV-1a, 32 bits, folded: the table's mask takes the low bits. */
function hash(data: Uint8Array, from: number, to: number): number {
  let value = 0x811c9dc5;
  for (let i = from; i < to; i++) value = Math.imul(value ^ data[i]!, 0x01000193);
  return value ^ (value >>> 15);
}

function equal(own: Uint8Array, data: Uint8Array, from: number, to: number): boolean {
  if (own.length !== to - from) return false;
  for (let i = 0; i < own.length; i++) if (own[i] !== data[from + i]) return false;
  return true;
}
