import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { importJWK, type JWK } from 'jose';
import { verifyToken } from '../../dispenser/token.ts';
import { parseTokenAmount } from '../../dispenser/tokenAmount.ts';
import { verifyDecision } from '../../teller/decision.ts';
import type { Account, IdStatus, PhoneFacts } from './account.ts';
import { type BundleRequest, buildBundle } from './bundle.ts';
import { buildDispenseToken } from './dispenseToken.ts';
import type { Misbehaviour } from './misbehaviour.ts';

export interface BankOptions {
  /** Ed25519; the board holds the public half (keys.bank_verify). */
  readonly sign: KeyObject;
  readonly tokenHmac: Uint8Array;
  readonly presentHmac: Uint8Array;
}

/** What the bank must know of a board before it trusts it: delivered when the ATM is put into service. */
export interface TerminalFacts {
  readonly terminal: string;
  readonly publicKeys: { readonly sign: JWK; readonly encrypt: JWK };
}

export interface TokenRequest {
  /** Compact JWS from Biometric.Match. */
  readonly decision: string;
  /** From the EPP; a real one sends an encrypted PIN block. The board never sees it. */
  readonly pin: string;
}

export type BankAnswer<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly why: string };

/**
 * A bank's host, as small as it can be and still do everything that Tellersight expects of one. Amounts are integers of
 * minor units. It knows nothing of the board's inside: public contracts only.
 */
export class SimulatedBank {
  readonly #options: BankOptions;
  readonly #accounts = new Map<string, Account>();
  readonly #terminals = new Map<string, TerminalFacts>();
  /** Decisions that a token was issued for: one decision, one token. */
  readonly #spent = new Set<string>();
  /** Nonces the bank gave out for present-status tokens. */
  readonly #presentNonces = new Set<string>();
  #misbehaviour: Misbehaviour = 'none';

  constructor(options: BankOptions) {
    this.#options = options;
  }

  /** Makes the bank (or somebody between bank and board) do one thing wrong from now on; 'none' ends it. */
  misbehave(how: Misbehaviour): void {
    this.#misbehaviour = how;
  }

  /** Puts a terminal into service: from now on its decisions are believed. */
  registerTerminal(facts: TerminalFacts): void {
    this.#terminals.set(facts.terminal, facts);
  }

  /** Opens an account. `embedding` is the enrolled face: unit length, made with the board's embedder. */
  enrol(account: Account): void {
    this.#accounts.set(account.claim, account);
  }

  setIdStatus(claim: string, status: IdStatus): void {
    this.#account(claim).idStatus = status;
  }

  setPhone(claim: string, phone: PhoneFacts | null): void {
    this.#account(claim).phone = phone;
  }

  balance(claim: string): number {
    return this.#account(claim).balanceMinor;
  }

  /** Step 3: the signed bundle for one session. */
  async requestBundle(request: BundleRequest): Promise<BankAnswer<{ bundle: string }>> {
    const account = this.#accounts.get(request.claim);
    const terminal = this.#terminals.get(request.terminal);
    if (!account || !terminal) return { ok: false, why: 'unknown claim or terminal' };
    const bundle = await buildBundle({
      request,
      account,
      pseudonym: this.#pseudonym(account, request.terminal),
      boardKey: terminal.publicKeys.encrypt,
      sign: this.#options.sign,
      misbehaviour: this.#misbehaviour,
    });
    return { ok: true, bundle };
  }

  /** Steps 7 and 8: PIN and decision against each other; a token only when both are right. */
  async requestToken(request: TokenRequest): Promise<BankAnswer<{ token: string }>> {
    const decision = await this.#believe(request.decision);
    if (!decision) return { ok: false, why: 'the decision record does not verify' };
    if (!decision.accepted || !decision.claims) return { ok: false, why: 'the face was refused' };
    const account = this.#byPseudonym(decision.claims.account, decision.terminal);
    if (!account) return { ok: false, why: 'the decision is about no account of this bank' };
    if (!samePin(account.pin, request.pin)) return { ok: false, why: 'wrong PIN' };
    if (this.#spent.has(decision.decisionId)) return { ok: false, why: 'a token was issued for this decision' };
    if (account.balanceMinor < decision.amountMinor) return { ok: false, why: 'not enough money' };
    this.#spent.add(decision.decisionId);
    const { tokenHmac } = this.#options;
    const token = buildDispenseToken(decision, request.decision, tokenHmac, this.#misbehaviour);
    return { ok: true, token };
  }

  /** A nonce for GetPresentStatus, so that an old answer cannot be shown again. */
  presentNonce(): string {
    const nonce = randomBytes(16).toString('hex').toUpperCase();
    this.#presentNonces.add(nonce);
    return nonce;
  }

  /**
   * Step 10: books what the board's own signature says came out, never what the ATM application says. `null` = the board
   * cannot tell; nothing is booked until an operator has counted.
   */
  book(claim: string, presentToken: string): BankAnswer<{ bookedMinor: number | null }> {
    const account = this.#account(claim);
    let token: ReturnType<typeof verifyToken>;
    try {
      token = verifyToken(presentToken, this.#options.presentHmac);
    } catch {
      return { ok: false, why: 'the present status token does not verify' };
    }
    if (!this.#presentNonces.delete(token.nonce)) return { ok: false, why: 'not a nonce of this bank' };
    const dispensed = token.fields.get('DISPENSED1');
    if (dispensed === undefined || dispensed === '?') return { ok: true, bookedMinor: null };
    if (/^0+(\.0+)?[A-Z]{3}$/.test(dispensed)) return { ok: true, bookedMinor: 0 };
    const { amountMinor } = parseTokenAmount(dispensed);
    account.balanceMinor -= amountMinor;
    return { ok: true, bookedMinor: amountMinor };
  }

  /** The board's signature and nothing else makes a decision believable. */
  async #believe(jws: string) {
    for (const { publicKeys, terminal } of this.#terminals.values()) {
      const key = await importJWK(publicKeys.sign, 'EdDSA');
      if (key instanceof Uint8Array) continue;
      const decision = await verifyDecision(jws, key).catch(() => null);
      if (decision?.terminal === terminal) return decision;
    }
    return null;
  }

  /** One pseudonym per account and terminal: two terminals cannot compare their customers (R22). */
  #pseudonym(account: Account, terminal: string): string {
    return createHmac('sha256', account.secret).update(terminal).digest('hex').slice(0, 32);
  }

  #byPseudonym(pseudonym: string, terminal: string): Account | null {
    return [...this.#accounts.values()].find((account) => this.#pseudonym(account, terminal) === pseudonym) ?? null;
  }

  #account(claim: string): Account {
    const account = this.#accounts.get(claim);
    if (!account) throw new Error('no such account in the simulated bank');
    return account;
  }
}

function samePin(a: string, b: string): boolean {
  const digest = (pin: string) => createHmac('sha256', 'pin').update(pin).digest();
  return timingSafeEqual(digest(a), digest(b));
}
