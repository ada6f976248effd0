import { answeredCommand } from './answer.ts';
import type { Message } from './message.ts';

/**
 * Tells whose answer a frame is; the frames themselves carry no number.
 *
 * The line is half-duplex and the device works off one command after the other, so an answer that comes after the device
 * acknowledged a command is that command's, and no earlier one follows. Without an acknowledgement it is not believed
 * when it may be an earlier one: because one is still outstanding, or because it is a copy of one.
 */
export class AnswerMemory {
  /** The last answer to each command since the last acknowledged one. */
  readonly #seen = new Map<number, Uint8Array>();
  /** Commands that were given up: their answers may still come. */
  readonly #orphans = new Set<number>();
  #owed = false;

  /** A command was written whose answer never came, and the device has answered none since. */
  get owed(): boolean {
    return this.#owed;
  }

  unanswered(message: Message<unknown>): void {
    this.#owed = true;
    this.#orphans.add(message.command);
  }

  /** @param wanted the command whose answer is waited for */
  sort(
    data: Uint8Array,
    wanted: Message<unknown> | null,
    acknowledged: boolean,
  ): 'answer' | 'late' | 'repeat' | 'stray' {
    const command = answeredCommand(data);
    if (command === null) return 'stray';
    const copy = this.#isCopy(command, data);
    const orphan = this.#orphans.has(command);
    const doubtful = wanted?.movesNotes === true && !acknowledged && (copy || orphan);
    if (command === wanted?.command && !doubtful) {
      this.#owed = false;
      if (acknowledged) {
        this.#orphans.clear();
        this.#seen.clear();
      }
      this.#seen.set(command, data);
      return 'answer';
    }
    this.#seen.set(command, data);
    if (this.#orphans.delete(command)) {
      this.#owed = false;
      return 'late';
    }
    return copy ? 'repeat' : 'stray';
  }

  /** The device repeats an answer when our ACK got lost. */
  #isCopy(command: number, data: Uint8Array): boolean {
    const before = this.#seen.get(command);
    return before !== undefined && Buffer.compare(before, data) === 0;
  }
}
