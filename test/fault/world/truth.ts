import { type LedgerLine, type LedgerSink, LedgerSums } from '../../../src/simulator/dispenser/machine/ledger.ts';

/** What really happened because of one command of a payout. */
export interface StepTruth {
  readonly payoutId: string;
  readonly step: number;
  /** How often the device began to carry it out. */
  executions: number;
  /** Notes past the exit, per cassette, and how many of them came double out of one pick. */
  readonly exited: number[];
  extra: number;
  /** Notes into the reject tray, per cassette. */
  readonly rejected: number[];
  /** The command, or an answer, was changed on the wire in a way that passes the protocol's check. */
  forgedCommand: boolean;
  forgedAnswer: boolean;
  /** The device stated a wrong number. */
  lied: boolean;
  /** The device lost its power while it carried this out. */
  powerLost: boolean;
  readonly transmissions: Transmission[];
}

/** One writing of a cash command, and what the host got to hear before the next one. */
export interface Transmission {
  readonly frame: string;
  readonly heard: number[];
  executed: boolean;
}

/**
 * The physical truth: every note that left and the command it left for. Believes the machine and the wire only; of the
 * daemon it takes nothing but the name of the step that its journal said is being sent.
 */
export class Truth implements LedgerSink {
  readonly sums = new LedgerSums();
  readonly steps = new Map<string, StepTruth>();
  /** Notes that left for no command in the journal. */
  strayNotes = 0;
  onNote: (cassette: number, to: string | null) => void = () => {};
  #sending: StepTruth | null = null;
  #listening = false;
  #working: StepTruth | null = null;
  #misread = false;

  /** The journal says that this command is about to be written. */
  sending(payoutId: string, step: number): void {
    const key = `${payoutId}/${step}`;
    let truth = this.steps.get(key);
    if (!truth) {
      truth = {
        payoutId,
        step,
        executions: 0,
        exited: [0, 0, 0, 0],
        extra: 0,
        rejected: [0, 0, 0, 0],
        forgedCommand: false,
        forgedAnswer: false,
        lied: this.#misread,
        powerLost: false,
        transmissions: [],
      };
      this.#misread = false;
      this.steps.set(key, truth);
    }
    this.#sending = truth;
  }

  /** The step that was sent last. */
  get last(): StepTruth | null {
    return this.#sending;
  }

  /** The host wrote a command that moves notes. */
  transmitted(frame: string): void {
    this.#sending?.transmissions.push({ frame, heard: [], executed: false });
    this.#listening = true;
  }

  heard(bytes: Uint8Array): void {
    if (this.#listening) this.#sending?.transmissions.at(-1)?.heard.push(...bytes);
  }

  /** The daemon came to a result: what it hears from now on is about something else. */
  resulted(): void {
    this.#listening = false;
  }

  /** The device begins to move notes. */
  executing(): StepTruth | null {
    this.#working = this.#sending;
    const truth = this.#working;
    if (truth) {
      truth.executions += 1;
      const transmission = truth.transmissions.at(-1);
      if (transmission) transmission.executed = true;
    }
    return truth;
  }

  /** So many notes more than asked for come out of the current command. */
  doubleFeed(extra: number): void {
    if (this.#working) this.#working.extra += extra;
  }

  /** The device states a wrong number of notes of the current command. */
  lie(): void {
    if (this.#working) this.#working.lied = true;
  }

  powerLost(): void {
    if (this.#working) this.#working.powerLost = true;
  }

  /** The device misread what it holds: now, and maybe in what the host takes down before the next command. */
  misread(): void {
    this.lie();
    this.#misread = true;
  }

  add(event: LedgerLine['event'], cassette: number | null, to: LedgerLine['to'], count = 1): void {
    this.sums.add(event, cassette, to, count);
    if (cassette === null || to === null) return;
    this.onNote(cassette, to);
    if (to === 'reject' && this.#working) this.#working.rejected[cassette]! += count;
    if (to !== 'exit') return;
    if (this.#working) this.#working.exited[cassette]! += count;
    else this.strayNotes += count;
  }

  /** Notes that left for a payout, per cassette. */
  exitedFor(payoutId: string): number[] {
    const exited = [0, 0, 0, 0];
    for (const step of this.steps.values()) {
      if (step.payoutId === payoutId) for (const [i, notes] of step.exited.entries()) exited[i]! += notes;
    }
    return exited;
  }
}
