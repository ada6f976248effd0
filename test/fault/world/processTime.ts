import type { Timers } from '../../../src/lib/timers.ts';
import type { Dice } from '../draw/dice.ts';
import type { VirtualTime } from './virtualTime.ts';

/**
 * Time as one daemon process has it: its timers come a little late on a busy board, nothing comes any more once it is
 * dead, and after it stood still everything comes at once, in the order of Node's event loop: timers first, although the
 * bytes they waited for lie in the port.
 */
export class ProcessTime implements Timers {
  alive = true;
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  readonly #lateMs: number;
  #stalled: { readonly timers: (() => void)[]; readonly inputs: (() => void)[] } | null = null;

  constructor(time: VirtualTime, dice: Dice, lateMs: number) {
    this.#time = time;
    this.#dice = dice;
    this.#lateMs = lateMs;
  }

  after(ms: number, work: () => void): () => void {
    if (!this.alive) return () => {};
    const late = this.#lateMs > 0 ? this.#dice.random() * this.#lateMs : 0;
    let due: (() => void) | null = work;
    const run = () => {
      const now = due;
      due = null;
      if (this.alive) now?.();
    };
    const cancel = this.#time.after(ms + late, () => {
      if (this.#stalled) this.#stalled.timers.push(run);
      else run();
    });
    return () => {
      due = null;
      cancel();
    };
  }

  nowMs(): number {
    return this.#time.nowMs;
  }

  /** Something comes from outside of the process. */
  input(work: () => void): void {
    const run = () => {
      if (this.alive) work();
    };
    if (this.#stalled) this.#stalled.inputs.push(run);
    else run();
  }

  /** Resolves when the process takes a request: at once, or when it no longer stands still; never when it is dead. */
  turn(): Promise<void> {
    if (!this.#stalled) return Promise.resolve();
    return new Promise((resolve) => this.input(resolve));
  }

  /** The process stands still from now on for so long. */
  stall(forMs: number): void {
    if (this.#stalled || !this.alive) return;
    this.#stalled = { timers: [], inputs: [] };
    this.#time.after(forMs, () => {
      const { timers, inputs } = this.#stalled!;
      this.#stalled = null;
      for (const work of [...timers, ...inputs]) this.#time.after(0, work);
    });
  }
}
