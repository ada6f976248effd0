import { randomBytes } from 'node:crypto';

export type IdStatus = 'valid' | 'lost' | 'superseded' | 'unknown';

export interface PhoneFacts {
  readonly nameMatched: boolean;
  /** Seconds since 1970, UTC. */
  readonly boundAt: number;
  readonly boundInOpeningSession: boolean;
}

/** One customer of the simulated bank; everything here is made up. */
export interface Account {
  /** What the customer types: a made-up phone or ID number. */
  readonly claim: string;
  readonly pin: string;
  /** Enrolled face, unit length, made with the embedder of `embedderSha256`. */
  readonly embedding: Float32Array;
  readonly embedderSha256: string;
  /** Seconds since 1970, UTC. */
  readonly openedAt: number;
  readonly limitMinor: number;
  readonly currency: string;
  /** Keys the pseudonyms of this account. */
  readonly secret: Uint8Array;
  idStatus: IdStatus;
  phone: PhoneFacts | null;
  balanceMinor: number;
}

const DAY_S = 86_400;

/** An account in good order: valid ID, own phone bound a year ago, 10,000.00 on it. */
export function newAccount(
  facts: Pick<Account, 'claim' | 'pin' | 'embedding' | 'embedderSha256'> & Partial<Account>,
): Account {
  const nowS = Math.floor(Date.now() / 1000);
  return {
    openedAt: nowS - 1000 * DAY_S,
    limitMinor: 1_000_000,
    currency: 'CNY',
    secret: new Uint8Array(randomBytes(32)),
    idStatus: 'valid',
    phone: { nameMatched: true, boundAt: nowS - 365 * DAY_S, boundInOpeningSession: false },
    balanceMinor: 1_000_000,
    ...facts,
  };
}
