import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';
import { randomHex } from '../lib/ids.ts';

/** Why a nonce ended; XFS4IoT Common.NonceClearedEvent. */
export type NonceClearedReason = 'used' | 'cleared' | 'expired';

export interface NonceStoreOptions {
  readonly clock: Clock;
  /** R17: at most 120 s. */
  readonly lifetimeMs: number;
  readonly onCleared?: (nonce: string, reason: NonceClearedReason) => void;
}

/**
 * Command nonces (R17): 128 random bits each, at most one token per nonce, gone after their lifetime and after a
 * restart (they are never written anywhere). Time is the monotonic clock, so that setting the wall clock back revives
 * nothing.
 */
export class NonceStore {
  readonly #options: NonceStoreOptions;
  readonly #live = new Map<string, { readonly expiresMs: number; dispenseId: string | null }>();
  /** Expired ones are remembered for a while, only to be able to say "expired" and not "never heard of". */
  readonly #expired = new Set<string>();

  constructor(options: NonceStoreOptions) {
    this.#options = options;
  }

  /** A fresh nonce, 32 upper-case hex digits. */
  issue(): string {
    this.sweep();
    const nonce = randomHex(16);
    this.#live.set(nonce, {
      expiresMs: this.#options.clock.monotonicMs() + this.#options.lifetimeMs,
      dispenseId: null,
    });
    return nonce;
  }

  /**
   * Binds a verified token to its nonce. The same token may come again (the payout engine then returns the recorded
   * result); another token for this nonce is refused.
   *
   * @param dispenseId the token's HMAC
   * @throws TOKEN_NONCE, TOKEN_NONCE_EXPIRED, TOKEN_NONCE_USED
   */
  claim(nonce: string, dispenseId: string): void {
    this.sweep();
    const entry = this.#live.get(nonce);
    if (!entry) {
      if (this.#expired.has(nonce)) throw new TellersightError('TOKEN_NONCE_EXPIRED', 'the command nonce has expired');
      throw new TellersightError('TOKEN_NONCE', 'the command nonce is not one of this board, or is spent');
    }
    if (entry.dispenseId !== null && entry.dispenseId !== dispenseId) {
      throw new TellersightError('TOKEN_NONCE_USED', 'another token was already presented for this nonce');
    }
    entry.dispenseId = dispenseId;
  }

  isLive(nonce: string): boolean {
    this.sweep();
    return this.#live.has(nonce);
  }

  /** Ends a nonce: its token was spent, or the session ended. Unknown nonces are ignored. */
  clear(nonce: string, reason: 'used' | 'cleared'): void {
    if (this.#live.delete(nonce)) this.#options.onCleared?.(nonce, reason);
  }

  /** Drops what is over its lifetime; every other method does it first, a timer may do it for timely events. */
  sweep(): void {
    const now = this.#options.clock.monotonicMs();
    for (const [nonce, entry] of this.#live) {
      if (entry.expiresMs > now) continue;
      this.#live.delete(nonce);
      this.#expired.add(nonce);
      if (this.#expired.size > 1000) this.#expired.delete(this.#expired.values().next().value!);
      this.#options.onCleared?.(nonce, 'expired');
    }
  }
}
