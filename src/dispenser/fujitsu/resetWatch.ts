import { codeName } from './describeError.ts';
import { deviceError } from './errors.ts';

const notInitialised = 0xe1;

/** Notices that the device lost its power behind our back; tells it once, until the device says something else. */
export class ResetWatch {
  readonly #tell: (message: string) => void;
  #told = false;

  constructor(tell: (message: string) => void) {
    this.#tell = tell;
  }

  /**
   * @param initialised it was initialised by us, so E1 (not initialised) is a contradiction; FC and FD (F56S) say it
   * @returns the device was reset
   */
  look(code: number, initialised: boolean): boolean {
    const reset = deviceError(code).effect === 'reset' || (code === notInitialised && initialised);
    if (reset && !this.#told) this.#tell(`the dispenser lost its power: ${codeName(code, 0)}`);
    this.#told = reset;
    return reset;
  }
}
