import type { Clock } from '../../../src/lib/clock.ts';
import type { VirtualTime } from './virtualTime.ts';

const beginUtc = Date.UTC(2026, 7, 1, 10);

/** The clocks of the board: the wall clock jumps when told to, the monotonic one begins anew with each boot. */
export class BoardClock implements Clock {
  readonly #time: VirtualTime;
  #jumpedMs = 0;
  #bootMs = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  jump(ms: number): void {
    this.#jumpedMs += ms;
  }

  boot(): void {
    this.#bootMs = this.#time.nowMs;
  }

  monotonicMs(): number {
    return this.#time.nowMs - this.#bootMs;
  }

  now(): Date {
    return new Date(beginUtc + this.#time.nowMs + this.#jumpedMs);
  }
}
