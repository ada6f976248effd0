import { TellersightError } from '../../lib/errors.ts';
import type { Line, LineEvents, LineFactory } from './line.ts';

/** A driver's line with what every protocol needs around it: work by turns, and no byte into a line that is not open. */
export class Port {
  readonly #line: Line;
  readonly #onLost: () => void;
  #turns: Promise<unknown> = Promise.resolve();

  /** @param onLost ends whatever waits for an answer; called before onDown */
  constructor(factory: LineFactory, events: LineEvents, onLost: () => void) {
    this.#onLost = onLost;
    this.#line = factory({
      ...events,
      onDown: (reason) => {
        onLost();
        events.onDown(reason);
      },
    });
  }

  get up(): boolean {
    return this.#line.up;
  }

  async start(): Promise<void> {
    await this.#line.start();
  }

  async stop(): Promise<void> {
    await this.#line.stop();
    this.#onLost();
  }

  /** One piece of work at a time: what belongs together is not torn apart by another question. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(work);
    this.#turns = turn.catch(() => {});
    return turn;
  }

  /** @throws DISPENSER_OFFLINE */
  requireUp(): void {
    if (!this.#line.up) throw new TellersightError('DISPENSER_OFFLINE', 'the line to the dispenser is not open');
  }

  /** A line that died between check and write ends the exchange like a cut one. */
  write(bytes: Uint8Array): void {
    if (this.#line.up) this.#line.write(bytes);
    else queueMicrotask(this.#onLost);
  }
}
