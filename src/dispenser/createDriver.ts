import type { Config } from '../config/schema.ts';
import { TellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import type { DispenserDriver } from './driver.ts';
import { FujitsuF53 } from './fujitsu/f53.ts';
import { noteSizes } from './fujitsu/noteSizes.ts';
import { Lcdm2000 } from './puloon/lcdm2000.ts';
import { Lcdm4000 } from './puloon/lcdm4000.ts';
import type { LineFactory } from './serial/line.ts';
import { SerialLink } from './serial/serialLink.ts';
import { denominations } from './ssp/denominations.ts';
import { readFixedKey } from './ssp/fixedKey.ts';
import { SspPayout } from './ssp/sspPayout.ts';

/**
 * The driver a board profile asks for; null for "none" (the board refuses every payout).
 *
 * @throws CONFIG_INVALID when the profile lacks what the driver needs
 */
export function createDriver(config: Config['dispenser'], currency: string, log: Log): DispenserDriver | null {
  const line = (stopBits: 1 | 2 = 1) => serialLine(config, stopBits, log);
  const { length } = config.cassettes;
  const limits = { ackMs: config.ack_timeout_ms, responseMs: config.response_timeout_ms };
  switch (config.driver) {
    case 'none':
      return null;
    case 'puloon-lcdm2000':
      atMost(2, config);
      return new Lcdm2000({
        line: line(),
        cassettes: length === 1 ? 1 : 2,
        maxNotesPerCommand: config.max_notes_per_command,
        limits,
        log,
      });
    case 'puloon-lcdm4000':
      atMost(4, config);
      return new Lcdm4000({
        line: line(),
        cassettes: length as 1 | 2 | 3 | 4,
        maxNotesPerCommand: config.max_notes_per_command,
        limits,
        log,
      });
    case 'fujitsu-f53':
      atMost(4, config);
      wantParity('even', config);
      return new FujitsuF53({
        line: line(),
        sizes: noteSizes(config.cassettes),
        maxNotesPerCommand: config.max_notes_per_command,
        limits: { responseMs: config.response_timeout_ms },
        delivery: config.delivery === 'count' ? 'count' : 'countAndTransport',
        log,
      });
    case 'itl-ssp':
      wantParity('none', config);
      return new SspPayout({
        line: line(2),
        valuesMinor: denominations(config.cassettes),
        currency,
        nearEndNotes: config.cassettes.map(({ near_end_notes }) => near_end_notes ?? 0),
        maxNotesPerCommand: config.max_notes_per_command,
        address: config.ssp_address,
        fixedKey: readFixedKey(config),
        limits: { payoutMs: config.response_timeout_ms },
        log,
      });
  }
}

function serialLine(config: Config['dispenser'], stopBits: 1 | 2, log: Log): LineFactory {
  const { port: path, baud, parity, modem_lines: modemLines } = config;
  if (path === undefined) {
    throw new TellersightError('CONFIG_INVALID', `dispenser.port is missing, driver ${config.driver} needs it`);
  }
  return (events) => new SerialLink({ path, baud, parity, stopBits, modemLines, log }, events);
}

function wantParity(parity: 'none' | 'even', config: Config['dispenser']): void {
  if (config.parity === parity) return;
  throw new TellersightError('CONFIG_INVALID', `dispenser.parity must be "${parity}" for ${config.driver}`);
}

function atMost(cassettes: number, config: Config['dispenser']): void {
  const { length } = config.cassettes;
  if (length <= cassettes) return;
  throw new TellersightError(
    'CONFIG_INVALID',
    `dispenser.cassettes names ${length}, ${config.driver} has ${cassettes}`,
  );
}
