import type { Config } from '../config/schema.ts';
import { TellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import type { DispenserDriver } from './driver.ts';
import { Lcdm2000 } from './puloon/lcdm2000.ts';

/**
 * The driver a board profile asks for; null for "none" (the board refuses every payout).
 *
 * @throws CONFIG_INVALID when the profile lacks what the driver needs
 */
export function createDriver(config: Config['dispenser'], log: Log): DispenserDriver | null {
  if (config.driver === 'none') return null;
  if (config.port === undefined) {
    throw new TellersightError('CONFIG_INVALID', `dispenser.port is missing, driver ${config.driver} needs it`);
  }
  const { length } = config.cassettes;
  if (length > 2) {
    throw new TellersightError('CONFIG_INVALID', `dispenser.cassettes names ${length}, ${config.driver} has 1 or 2`);
  }
  return new Lcdm2000({
    path: config.port,
    baud: config.baud,
    parity: config.parity,
    cassettes: length === 1 ? 1 : 2,
    maxNotesPerCommand: config.max_notes_per_command,
    limits: { ackMs: config.ack_timeout_ms, responseMs: config.response_timeout_ms },
    log,
  });
}
