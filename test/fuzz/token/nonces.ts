import { NonceStore } from '../../../src/dispenser/nonce.ts';

export interface NonceResult {
  readonly drawn: number;
  readonly distinct: number;
  /** Not 32 upper-case hex digits. */
  readonly malformed: number;
  /** How far the bit that is set least or most often is from half of the draws, in standard deviations. */
  readonly worstBit: number;
}

/** R17: 128 random bits, never the same twice. The store's own nonces, drawn as sessions come and go. */
export function issueFromStore(): () => string {
  let ms = 0;
  const clock = { monotonicMs: () => ms, now: () => new Date(0) };
  const store = new NonceStore({ clock, lifetimeMs: 5 });
  return () => {
    ms += 1;
    const nonce = store.issue();
    // Every third session ends early, the others run out: both ways free a nonce, neither may bring it back.
    if (ms % 3 === 0) store.clear(nonce, 'cleared');
    return nonce;
  };
}

/**
 * A repeat alone would not show a nonce of only 64 random bits in 10^6 draws: the bits are counted as well. A fair bit
 * is 6 standard deviations off once in 5 * 10^8 bits.
 */
export function drawNonces(issue: () => string, count: number): NonceResult {
  const seen = new Set<string>();
  /** How often each character stood at each of the 32 places. */
  const places = new Uint32Array(32 * 128);
  let malformed = 0;
  for (let i = 0; i < count; i++) {
    const nonce = issue();
    seen.add(nonce);
    if (!/^[0-9A-F]{32}$/.test(nonce)) malformed += 1;
    for (let digit = 0; digit < 32; digit++) places[digit * 128 + nonce.charCodeAt(digit)]! += 1;
  }
  let worst = 0;
  for (let bit = 0; bit < 128; bit++) {
    let times = 0;
    for (let value = 0; value < 16; value++) {
      if ((value >> (bit & 3)) & 1) times += places[(bit >> 2) * 128 + value.toString(16).toUpperCase().charCodeAt(0)]!;
    }
    worst = Math.max(worst, Math.abs(times - count / 2));
  }
  return { drawn: count, distinct: seen.size, malformed, worstBit: worst / Math.sqrt(count / 4) };
}
