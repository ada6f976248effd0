import type { Sample } from './draw/generator.ts';

interface KindCount {
  drawn: number;
  /** To the letter as issued. */
  issued: number;
  accepted: number;
  readonly refused: Record<string, number>;
}

/** Counts per kind and code, and how many of the mutated texts were different from each other. */
export class Tally {
  readonly kinds: Record<string, KindCount & { readonly signature: string }> = {};
  #mutated = 0;
  /** One set holds 2^24 at most. */
  readonly #seen = Array.from({ length: 16 }, () => new Set<number>());

  add(sample: Sample, outcome: string): void {
    this.kinds[sample.kind] ??= { signature: sample.signature, drawn: 0, issued: 0, accepted: 0, refused: {} };
    const kind = this.kinds[sample.kind]!;
    kind.drawn += 1;
    if (sample.issued) kind.issued += 1;
    if (outcome === 'accepted') kind.accepted += 1;
    else kind.refused[outcome] = (kind.refused[outcome] ?? 0) + 1;
    if (sample.issued || sample.signature === 'whole') return;
    const hash = hash53(sample.text);
    const set = this.#seen[hash % 16]!;
    if (set.has(hash)) return;
    set.add(hash);
    this.#mutated += 1;
  }

  /** Mutated texts, each counted once; by a 53-bit hash, which takes two of 10^6 for one with a chance of 1 in 18,000. */
  get mutated(): number {
    return this.#mutated;
  }

  total(signature: string, what: 'drawn' | 'issued' | 'accepted'): number {
    const kinds = Object.values(this.kinds).filter((kind) => kind.signature === signature);
    return kinds.reduce((sum, kind) => sum + kind[what], 0);
  }

  get codes(): Record<string, number> {
    const codes: Record<string, number> = {};
    for (const { refused } of Object.values(this.kinds)) {
      for (const [code, times] of Object.entries(refused)) codes[code] = (codes[code] ?? 0) + times;
    }
    return codes;
  }

  table(): string {
    const lines = Object.entries(this.kinds).map(([name, kind]) => {
      const codes = Object.entries(kind.refused).sort(([, a], [, b]) => b - a);
      const refused = codes.map(([code, times]) => `${code.replace('TOKEN_', '')} ${times}`).join(', ');
      const numbers = [kind.drawn, kind.accepted].map((number) => String(number).padStart(9));
      return `  ${kind.signature.padEnd(6)} ${name.padEnd(30)}${numbers.join('')}  ${refused}`;
    });
    return [`  ${'group'.padEnd(6)} ${'kind'.padEnd(30)}    drawn accepted  refused with`, ...lines.sort()].join('\n');
  }
}

/** Two 32-bit multiplicative hashes side by side (cyrb53). */
function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
