import type { Answer, AtmClient } from '../../atm/client.ts';
import type { CommandName, CommandPayload, DecisionAnswer } from '../../atm/protocol.ts';
import { hasCode } from '../../lib/errors.ts';
import type { SimulatedBank } from '../bank/bank.ts';

/** A status is answered from the journal, at once. */
const BOOK_MS = 5000;

/** What the customer does at the machine. */
export interface Customer {
  /** Phone or ID number typed in. */
  readonly claim: string;
  readonly pin: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly consent: boolean;
  /** Code from the phone; null = the application did not ask for one. */
  readonly phoneCode: string | null;
  /** Presses the key that says "yes, give me the money". */
  readonly confirms: boolean;
}

/** Where a withdrawal ended. */
export type Step = 'open' | 'bundle' | 'submit' | 'read' | 'match' | 'token' | 'dispense' | 'done';

/** What happened, for the journal of the ATM application: no number of the customer in it. */
export interface Transcript {
  readonly sessionId: string | null;
  readonly endedAt: Step;
  /** Catalog codes (empty when cash came out) and, where the bank said no, its words. */
  readonly reasons: readonly string[];
  readonly bankSaid: string | null;
  readonly decision: DecisionAnswer | null;
  /** What the board's signed present status made the bank book; null = nothing was dispensed or it cannot be told. */
  readonly bookedMinor: number | null;
  /** True when a present status was fetched and the board could not tell what came out. */
  readonly uncertain: boolean;
}

export interface AtmAppOptions {
  readonly client: AtmClient;
  readonly bank: SimulatedBank;
  /** How long to wait for a payout, milliseconds; default 90,000. */
  readonly dispenseDeadlineMs?: number;
  /** Called between the steps; a demo or test may act there (wait, replace the token, kill the daemon). */
  readonly before?: Partial<Record<Step, () => Promise<void> | void>>;
  /** Lets a test exchange what is sent: the token of another customer, another amount. */
  readonly tamper?: { readonly token?: (token: string) => string; readonly amountMinor?: number };
}

/**
 * The ATM application of a vendor, reduced to one withdrawal. It talks to the board only through atm/client.ts and to
 * the bank only through the bank's interface; it carries messages between them and can forge none of them.
 */
export class AtmApp {
  readonly #options: AtmAppOptions;

  constructor(options: AtmAppOptions) {
    this.#options = options;
  }

  /** Steps 1 to 10 of the flow. Refusals are results; only a board that does not answer is an exception. */
  async withdraw(customer: Customer): Promise<Transcript> {
    const run = new Run();
    try {
      await this.#steps(customer, run);
    } finally {
      // A board that is gone closes its sessions itself; that must not hide what happened before.
      const { sessionId } = run;
      if (sessionId) await this.#request('Tellersight.CloseSession', { sessionId }, 3000).catch(() => {});
    }
    return run.transcript();
  }

  async #steps(customer: Customer, run: Run): Promise<void> {
    const { bank } = this.#options;
    const { amountMinor, currency } = customer;

    await this.#at(run, 'open');
    const opened = await this.#request('Tellersight.OpenSession', {});
    if (!opened.ok) return run.refused(opened);
    const { sessionId, commandNonce: nonce, terminal, embedderSha256 } = opened.payload;
    run.sessionId = sessionId;

    await this.#at(run, 'bundle');
    const { claim, consent, phoneCode } = customer;
    const asked = { claim, terminal, nonce, amountMinor, currency, embedderSha256, consent, phoneCode };
    const bundle = await bank.requestBundle(asked);
    if (!bundle.ok) return run.bankRefused(bundle.why);

    await this.#at(run, 'submit');
    const submitted = await this.#request('Tellersight.SubmitBundle', {
      sessionId,
      bundle: bundle.bundle,
      amountMinor,
      currency,
    });
    if (!submitted.ok) return run.refused(submitted);

    const decision = await this.#lookUntilDecided(run, sessionId);
    if (!decision) return;

    await this.#at(run, 'token');
    const token = await bank.requestToken({ decision: decision.decision, pin: customer.pin });
    if (!token.ok) return run.bankRefused(token.why);

    await this.#at(run, 'dispense');
    const { tamper } = this.#options;
    const dispensed = await this.#dispense(run, {
      sessionId,
      token: tamper?.token?.(token.token) ?? token.token,
      amountMinor: tamper?.amountMinor ?? amountMinor,
      currency,
      confirmed: customer.confirms,
    });
    if (dispensed?.ok) run.endedAt = 'done';
    else if (dispensed) run.refused(dispensed);
    // Always asked for when cash may have moved: what the board signs is booked, not what this application thinks.
    if (!dispensed || dispensed.ok || dispensed.failure.payout) await this.#book(run, sessionId, customer.claim);
  }

  /** null = no answer: the board may be restarting, and whether cash came out only its journal can tell. */
  async #dispense(
    run: Run,
    payload: CommandPayload<'CashDispenser.Dispense'>,
  ): Promise<Answer<'CashDispenser.Dispense'> | null> {
    try {
      // A payout may take as long as the dispenser's own deadlines.
      return await this.#request('CashDispenser.Dispense', payload, this.#options.dispenseDeadlineMs ?? 90_000);
    } catch (error) {
      if (!hasCode(error, 'ATM_NO_ANSWER')) throw error;
      run.reasons = [error.code];
      run.uncertain = true;
      return null;
    }
  }

  /** Read and Match, again while the board says that another try makes sense. */
  async #lookUntilDecided(run: Run, sessionId: string): Promise<DecisionAnswer | null> {
    for (;;) {
      await this.#at(run, 'read');
      const captured = await this.#request('Biometric.Read', { sessionId });
      if (!captured.ok) {
        run.refused(captured);
        return null;
      }
      await this.#at(run, 'match');
      const matched = await this.#request('Biometric.Match', { sessionId });
      if (matched.ok) {
        run.decision = matched.payload;
        run.reasons = [];
        return matched.payload;
      }
      run.refused(matched);
      if (!matched.failure.decision?.retry) return null;
    }
  }

  async #book(run: Run, sessionId: string, claim: string): Promise<void> {
    const { bank } = this.#options;
    const nonce = bank.presentNonce();
    const present = await this.#request('CashDispenser.GetPresentStatus', { sessionId, nonce }, BOOK_MS).catch(
      (error) => {
        if (!hasCode(error, 'ATM_NO_ANSWER')) throw error;
        return null;
      },
    );
    // A board that is gone will say after its restart what its journal knows; until then nothing is booked.
    if (!present?.ok) return;
    const booked = bank.book(claim, present.payload.token);
    if (!booked.ok) return run.bankRefused(booked.why);
    run.bookedMinor = booked.bookedMinor;
    run.uncertain = booked.bookedMinor === null;
  }

  async #at(run: Run, step: Step): Promise<void> {
    run.endedAt = step;
    await this.#options.before?.[step]?.();
  }

  #request<N extends CommandName>(name: N, payload: CommandPayload<N>, deadlineMs = 30_000): Promise<Answer<N>> {
    return this.#options.client.request(name, payload, { deadlineMs });
  }
}

/** The transcript while it is being written. */
class Run {
  sessionId: string | null = null;
  endedAt: Step = 'open';
  reasons: readonly string[] = [];
  bankSaid: string | null = null;
  decision: DecisionAnswer | null = null;
  bookedMinor: number | null = null;
  uncertain = false;

  refused(answer: Extract<Answer<CommandName>, { ok: false }>): void {
    const { decision, problem } = answer.failure;
    this.reasons = decision ? decision.reasons : [problem.code];
    this.decision = decision ?? this.decision;
  }

  bankRefused(why: string): void {
    this.bankSaid = why;
  }

  transcript(): Transcript {
    const { sessionId, endedAt, reasons, bankSaid, decision, bookedMinor, uncertain } = this;
    return { sessionId, endedAt, reasons, bankSaid, decision, bookedMinor, uncertain };
  }
}
