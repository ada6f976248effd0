import { type Code, catalog } from '../lib/catalog/index.ts';
import { toTellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import type { Fleet } from './fleet.ts';

/** Notices and worse; what is merely informative stays in the journal of the terminal. */
const LEAST_URGENT = 5;

/**
 * A log that also tells the fleet: the same code, with the same id, goes to the journal and to `event/<CODE>`. The texts
 * stay here; only the small facts go out, filtered (safeFields).
 */
export function forwardEvents(log: Log, fleet: Pick<Fleet, 'event'>): Log {
  const forward = (code: Code, fields: Parameters<Fleet['event']>[1]) => {
    // The fleet's own troubles are told by state and health, and must not echo.
    if (catalog[code].priority <= LEAST_URGENT && !code.startsWith('FLEET_')) fleet.event(code, fields);
  };
  return {
    event(code, message, fields) {
      log.event(code, message, fields);
      forward(code, fields);
    },
    error(error, fields) {
      log.error(error, fields);
      const { code, details } = toTellersightError(error, 'INTERNAL');
      forward(code, { ...details, ...fields });
    },
    debug: (message, fields) => log.debug(message, fields),
  };
}
