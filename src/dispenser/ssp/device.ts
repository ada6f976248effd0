import type { Log } from '../../system/log.ts';
import type { AlarmCode } from '../driver.ts';
import { type Account, accountOf } from './account.ts';
import type { Reply, SspChannel } from './channel.ts';
import type { SspEvent } from './event.ts';
import { EventAck } from './eventAck.ts';
import { EventKeeper } from './eventKeeper.ts';
import { EventWatch } from './eventWatch.ts';
import { EvidenceLog } from './evidenceLog.ts';
import { finalEvents } from './finalEvents.ts';
import { isBusy } from './follow.ts';
import { GetAllLevels } from './getAllLevels.ts';
import { GetCounters } from './getCounters.ts';
import type { SspLimits } from './limits.ts';
import type { Message } from './message.ts';
import { PollWithAck } from './pollWithAck.ts';
import { read, SspTalk } from './talk.ts';

export interface DeviceOptions {
  readonly channel: SspChannel;
  readonly limits: SspLimits;
  readonly valuesMinor: readonly number[];
  readonly currency: string;
  readonly alarm: (code: AlarmCode, message: string) => void;
  readonly log: Log;
}

/** The device as it speaks of itself: whatever it says passes here, is watched for alarms and kept as evidence. */
export class SspDevice {
  readonly evidence = new EvidenceLog();
  readonly keeper = new EventKeeper();
  readonly #options: DeviceOptions;
  readonly #talk: SspTalk;
  readonly #watch: EventWatch;
  /** The counter of paid notes when it was last looked at; null while it may rise by our own command. */
  #dispensed: number | null = null;

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.#watch = new EventWatch(options.alarm, options.log);
    this.#talk = new SspTalk({
      channel: options.channel,
      tries: options.limits.queryTries,
      onKeysLost: () => options.alarm('DISPENSER_RESET', 'the dispenser has lost the keys of the session'),
    });
  }

  /** A question that moves no cash, in whatever session. @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL */
  ask<T>(message: Message<T>): Promise<T> {
    return this.#talk.ask(message);
  }

  /** The same, and a refusal is an answer as well. */
  reply(message: Message<unknown>): Promise<Reply> {
    return this.#talk.reply(message);
  }

  /** A payout and what is asked while it runs: in the open session, with all transmissions the protocol allows. */
  inSession(message: Message<unknown>): Promise<Reply> {
    return this.#talk.inSession(message, this.#options.limits.cashTries);
  }

  async poll(): Promise<readonly SspEvent[]> {
    return this.#hear(await this.#talk.ask(new PollWithAck()));
  }

  async pollInSession(): Promise<readonly SspEvent[]> {
    const message = new PollWithAck();
    return this.#hear(read(message, await this.inSession(message)));
  }

  async account(): Promise<Account> {
    const { valuesMinor, currency } = this.#options;
    const levels = await this.#talk.ask(new GetAllLevels());
    return accountOf(valuesMinor, currency, levels, await this.#talk.ask(new GetCounters()));
  }

  /** Acknowledges ends of payouts whose result is on the disk; alarms for those that nobody asked for. */
  async tidy(events: readonly SspEvent[]): Promise<'none' | 'acknowledge' | 'keep' | 'foreign'> {
    const finals = finalEvents(events);
    const what = this.keeper.sort(finals);
    if (what === 'none' && !isBusy(events)) this.keeper.quiet();
    if (what === 'acknowledge') await this.#talk.reply(new EventAck());
    if (what === 'foreign') {
      const names = finals.map(({ name }) => name).join(', ');
      this.#options.alarm('DISPENSER_UNEXPECTED', `${names} of a payout that nobody here asked for`);
    }
    return what;
  }

  /** The counter of paid notes rises by our commands only. */
  watchCounter({ dispensed }: Account): void {
    const before = this.#dispensed;
    this.#dispensed = dispensed;
    if (before === null || before === dispensed) return;
    const message = `by its counter the dispenser has paid ${dispensed - before} notes that nobody here asked for`;
    this.#options.alarm('DISPENSER_UNEXPECTED', message);
  }

  /** @param dispensed what the counter stands at; null while a payout of ours moves it */
  setCounter(dispensed: number | null): void {
    this.#dispensed = dispensed;
  }

  #hear(events: readonly SspEvent[]): readonly SspEvent[] {
    this.evidence.add(events);
    this.#watch.look(events);
    return events;
  }
}
