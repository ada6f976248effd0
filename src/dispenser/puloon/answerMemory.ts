import type { ResponseFrame } from './frame.ts';

/** The command that is out. */
export interface Waiting {
  readonly command: number;
  readonly movesCash: boolean;
  readonly acknowledged: boolean;
}

/**
 * - answer: what was waited for
 * - late: the answer of a cash movement that was given up
 * - copy: one that was heard before
 * - stray: none of these
 */
export type Kind = 'answer' | 'late' | 'copy' | 'stray';

/** Tells the answers of the device apart; the protocol has no numbers that would (reference §2.9, §2.3). */
export class AnswerMemory {
  /** The last answer to each command. Its copies look like the answer to an equal one. */
  readonly #last = new Map<number, Uint8Array>();
  /** Command of a cash movement whose answer never came: it may still arrive. */
  #orphan: number | null = null;

  /** @param settled the line was quiet for so long that no copy of an earlier answer comes any more */
  sort({ command, data }: ResponseFrame, waiting: Waiting | null, settled: boolean): Kind {
    const before = this.#last.get(command);
    const repeat = before !== undefined && Buffer.compare(before, data) === 0;
    const ours = waiting !== null && waiting.command === command;
    this.#last.set(command, data);
    // Without an ACK before it, an answer about notes is not believed when it may be an earlier one: because that one is
    // still outstanding, or because it looks like this one.
    const doubtful = ours && waiting.movesCash && !waiting.acknowledged && (repeat || this.#orphan === command);
    if (ours && !doubtful) return 'answer';
    if (this.#orphan === command) {
      this.#orphan = null;
      return 'late';
    }
    // The device repeats an answer when our ACK got lost; 1 to 4 copies are normal, as long as they keep coming.
    return repeat && (doubtful || !settled) ? 'copy' : 'stray';
  }

  /** A cash movement ended. */
  ended(command: number, answered: boolean): void {
    this.#orphan = answered ? null : command;
  }
}
