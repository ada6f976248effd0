import { plus20 } from './wire.ts';

/** What LAST STATUS says after a loss of power, which no document tells. */
export type AfterPower = 'lost' | 'refused' | 'stale' | 'partial';

/**
 * The device's memory of its last result. After a loss of power, by setting:
 * - lost: a result of no command
 * - refused: LAST STATUS is answered with NCK, as before the first command
 * - stale: the result from before the last command, which was kept in EEPROM
 * - partial: the counts so far of the command that was interrupted, with a good code
 */
export class ResultMemory {
  readonly #afterPower: AfterPower;
  #last: readonly number[] | null = null;
  #before: readonly number[] | null = null;

  constructor(afterPower: AfterPower) {
    this.#afterPower = afterPower;
  }

  /** LASTCMD and what followed it; null = refused. */
  get last(): readonly number[] | null {
    return this.#last ?? (this.#afterPower === 'refused' ? null : nothing());
  }

  /** A command that moves notes begins. */
  begin(): void {
    this.#before = this.#last;
  }

  /** It ended, with the data of its answer up to the fourth cassette. */
  keep(code: number, result: readonly number[]): void {
    this.#last = [code, ...result];
  }

  /** It was interrupted by a loss of power; so far it did this. */
  interrupted(code: number, result: readonly number[]): void {
    if (this.#afterPower === 'partial') this.#last = [code, ...result];
  }

  powerLost(): void {
    if (this.#afterPower === 'stale') this.#last = this.#before;
    else if (this.#afterPower !== 'partial') this.#last = null;
  }
}

function nothing(): number[] {
  return [plus20(0), plus20(0), 0x30, ...[0, 1, 2, 3].flatMap(() => [plus20(0), plus20(0), 0x30])];
}
