import type { Log } from '../../system/log.ts';
import type { AlarmCode } from '../driver.ts';
import type { SspEvent } from './event.ts';

/** Events that are signs of tampering or failure, whatever the driver is doing when they come (R20). */
export class EventWatch {
  readonly #alarm: (code: AlarmCode, message: string) => void;
  readonly #log: Log;
  /** At the first look a reset is the start of the whole board, or happened while no daemon looked. */
  #first = true;

  constructor(alarm: (code: AlarmCode, message: string) => void, log: Log) {
    this.#alarm = alarm;
    this.#log = log;
  }

  look(events: readonly SspEvent[]): void {
    for (const event of events) {
      if (event.kind === 'unknown') {
        this.#log.debug('an event of the dispenser that is not known', { code: event.code });
      } else if (event.role === 'fraud') {
        this.#alarm('DISPENSER_UNEXPECTED', `the dispenser reports ${event.name}`);
      } else if (event.role === 'reset' && !this.#first) {
        this.#alarm('DISPENSER_RESET', 'the dispenser restarted, and nobody here asked for it');
      }
    }
    this.#first = false;
  }
}
