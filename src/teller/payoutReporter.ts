import type { LockEvent, PayoutApi, PayoutEvent } from '../dispenser/payoutApi.ts';
import type { EvidenceLog } from '../evidence/evidenceLog.ts';
import type { Fleet } from '../fleet/fleet.ts';

export interface PayoutReporterOptions {
  readonly payout: Pick<PayoutApi, 'onPayout' | 'onLock' | 'status'>;
  readonly evidence: Pick<EvidenceLog, 'append'>;
  readonly fleet: Pick<Fleet, 'publishCash' | 'setCashStatus'>;
}

/**
 * Step 10: what happened to cash goes into the evidence log and to the fleet. The engine tells it again until both have
 * it, also after a restart, so an entry may appear twice (same payoutId) but is never missing.
 */
export class PayoutReporter {
  readonly #options: PayoutReporterOptions;
  readonly #unsubscribe: (() => void)[] = [];

  constructor(options: PayoutReporterOptions) {
    this.#options = options;
  }

  /** To be called before the engine starts: it may have payouts of a former life to tell. */
  start(): void {
    const { payout } = this.#options;
    this.#unsubscribe.push(payout.onPayout((event) => this.#onPayout(event)));
    this.#unsubscribe.push(payout.onLock((event) => this.#onLock(event)));
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
  }

  async #onPayout({ request, result }: PayoutEvent): Promise<void> {
    const { evidence, fleet } = this.#options;
    const entry = await evidence.append('payout', JSON.stringify({ schema: 'payout@1', request, result }));
    fleet.publishCash({
      payoutId: request.payoutId,
      sessionId: request.sessionId,
      decisionSha256: request.decisionSha256,
      outcome: result.outcome,
      requestedMinor: request.amountMinor,
      dispensedMinor: result.dispensedMinor,
      currency: request.currency,
      notes: result.notes.map((note) => ({ ...note })),
      locked: result.locked,
      reversal: { ...result.reversal },
      evidenceIndex: entry.index,
      code: result.code,
    });
    this.publishStatus();
  }

  async #onLock({ lock, reconciliation }: LockEvent): Promise<void> {
    await this.#options.evidence.append('lock', JSON.stringify({ schema: 'lock@1', lock, reconciliation }));
    this.publishStatus();
  }

  /** The dispenser as the fleet shall see it now. */
  publishStatus(): void {
    const { state, lock, counters } = this.#options.payout.status();
    this.#options.fleet.setCashStatus({
      dispenser: state,
      locked: lock !== null,
      lockCode: lock?.code ?? null,
      lockedSince: lock?.sinceUtc ?? null,
      cassettes: counters.map(({ cassette, valueMinor, dispensed, rejected, nearEnd, empty, remaining }) => ({
        index: cassette,
        valueMinor,
        dispensed,
        rejected,
        nearEnd,
        empty,
        remaining,
      })),
    });
  }
}
