import type { Test } from 'tap';
import { answerOf } from './answerOf.ts';
import type { Board } from './board.ts';
import { guestProgram } from './guestProgram.ts';

/** A line of guest/watch.ts; `ms` is the board's monotonic clock. */
export type Line = { readonly ms: number } & (
  | {
      readonly event: 'open';
      readonly cameras: readonly { driver: string; busInfo: string; serial: string | null; vendorId: string | null }[];
    }
  | {
      readonly event: 'pair';
      readonly frames: { readonly rgb: number; readonly ir: number };
      readonly rgbUs: number;
      readonly irUs: number;
      readonly skewUs: number;
      readonly counters: { readonly lost: number };
    }
  | { readonly event: 'fault'; readonly code: string; readonly message: string }
  | { readonly event: 'told'; readonly code: string; readonly message: string }
);
export type Event = Line['event'];
type Of<E extends Event> = Extract<Line, { event: E }>;

/** Not a measure of anything: a board on a busy machine is slow. */
const WAIT_MS = 600_000;
const FILE = '/run/board/watch';

/** The product's capture at work on the board's cameras. */
export class Watch {
  readonly #board: Board;
  readonly #lines: Line[] = [];

  private constructor(board: Board) {
    this.#board = board;
  }

  /** Starts it with a board profile; ended with the test. */
  static async start(t: Test, board: Board, profile: string): Promise<Watch> {
    await board.write('/run/board/profile.toml', profile);
    await board.ok(`setsid ${guestProgram('watch')} /run/board/profile.toml > ${FILE} 2>&1 & echo $! > ${FILE}.pid`);
    t.teardown(() => board.run(`kill -9 $(cat ${FILE}.pid); rm ${FILE}`));
    return new Watch(board);
  }

  /** How many lines there are; `next` looks behind them. */
  async mark(): Promise<number> {
    await this.#read();
    return this.#lines.length;
  }

  /** The first line of a kind behind a mark, and what it satisfies. Rejects with all lines when none comes. */
  async next<E extends Event>(event: E, after: number, test: (line: Of<E>) => boolean = () => true): Promise<Of<E>> {
    const found = await answerOf(WAIT_MS, 500, async () => {
      await this.#read();
      return this.#lines.slice(after).find((line) => line.event === event && test(line as Of<E>)) ?? null;
    });
    if (found) return found as Of<E>;
    throw new Error(`no ${event} came; the last lines: ${JSON.stringify(this.#lines.slice(-5))}`);
  }

  /** All lines of a kind behind a mark, once there are so many. */
  async several<E extends Event>(event: E, after: number, count: number): Promise<Of<E>[]> {
    const found = () => this.#lines.slice(after).filter((line) => line.event === event) as Of<E>[];
    await this.next(event, after, () => found().length >= count);
    return found();
  }

  async #read(): Promise<void> {
    const text = await this.#board.ok(`tail -n +${this.#lines.length + 1} ${FILE}`);
    // The last line may not be finished.
    for (const line of text.split('\n').slice(0, -1)) this.#lines.push(JSON.parse(line) as Line);
  }
}
