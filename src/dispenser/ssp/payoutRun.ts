import type { Timers } from '../../lib/timers.ts';
import type { DispenseReport, NoteCounts } from '../driver.ts';
import { unknownReport } from '../unknownReport.ts';
import { type Account, sameAccount } from './account.ts';
import { describeReply, replyName } from './describeReply.ts';
import type { SspDevice } from './device.ts';
import { follow } from './follow.ts';
import { Halt } from './halt.ts';
import { judge } from './judge.ts';
import type { SspLimits } from './limits.ts';
import type { PayoutByDenomination } from './payoutByDenomination.ts';
import { OK } from './replyCodes.ts';

export interface PayoutRunOptions {
  readonly device: SspDevice;
  readonly timers: Timers;
  readonly limits: SspLimits;
  readonly valuesMinor: readonly number[];
  readonly currency: string;
  readonly nearEndNotes: readonly number[];
}

/** A payout from its command to its result, and the second look at one whose result was lost. */
export class PayoutRun {
  readonly #options: PayoutRunOptions;

  constructor(options: PayoutRunOptions) {
    this.#options = options;
  }

  /** Rejects when the session breaks: then nothing can be told before another one is open. */
  async pay(
    message: PayoutByDenomination,
    notes: NoteCounts,
    before: Account,
    onAccepted: () => void,
  ): Promise<DispenseReport> {
    const { device, timers, limits } = this.#options;
    const { code, data } = await device.inSession(message);
    if (code !== OK) return this.#refused(notes, before, code, data);
    onAccepted();
    const poll = () => device.pollInSession();
    const followed = await follow({ timers, limits, poll, halt: () => device.inSession(new Halt()) });
    if (followed === 'running') return this.#unknown('the payout does not end, not even when it is halted');
    return this.#unlessNothing(await this.#settle(notes, before));
  }

  /**
   * @param accepted the device is known to have begun: then "nothing happened" is no result, it may only be late
   */
  async lookAgain(notes: NoteCounts, before: Account, accepted: boolean): Promise<DispenseReport> {
    const { device, timers, limits } = this.#options;
    const followed = await follow({ timers, limits, poll: () => device.poll(), halt: null });
    if (followed === 'running') return this.#unknown('the device is still at work');
    const report = await this.#settle(notes, before);
    return accepted ? this.#unlessNothing(report) : report;
  }

  /** An authenticated "no" is believed when nothing moved. */
  async #refused(notes: NoteCounts, before: Account, code: number, data: Uint8Array): Promise<DispenseReport> {
    const deviceCode = replyName(Uint8Array.of(code, ...data));
    const deviceMeaning = describeReply(code, data);
    await this.#options.device.pollInSession();
    const report = await this.#settle(notes, before);
    if (report.outcome === 'notExecuted') return { ...report, deviceCode, deviceMeaning };
    const discrepancy = report.discrepancy ?? 'notes left although the device refused the command';
    return { ...report, outcome: 'suspect', deviceCode, deviceMeaning, discrepancy };
  }

  /** Judges a payout that is over; numbers that do not fit are asked for once more. */
  async #settle(requested: NoteCounts, before: Account): Promise<DispenseReport> {
    const { device, timers, limits, valuesMinor, currency, nearEndNotes } = this.#options;
    const judged = (after: Account) => {
      device.setCounter(after.dispensed);
      const { events } = device.evidence;
      return judge({ requested, valuesMinor, currency, before, after, events, nearEndNotes });
    };
    const after = await device.account();
    const report = judged(after);
    if (report.outcome !== 'suspect') return report;
    await new Promise<void>((resolve) => timers.after(limits.settleMs, resolve));
    const again = await device.account();
    return sameAccount(after, again) ? report : judged(again);
  }

  #unlessNothing(report: DispenseReport): DispenseReport {
    return report.outcome === 'notExecuted' ? this.#unknown('accepted, but nothing happened') : report;
  }

  #unknown(meaning: string): DispenseReport {
    return unknownReport(meaning, this.#options.valuesMinor.length);
  }
}
