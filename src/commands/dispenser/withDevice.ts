import type { Config } from '../../config/schema.ts';
import { createDriver } from '../../dispenser/createDriver.ts';
import type { DispenserDriver } from '../../dispenser/driver.ts';
import { TellersightError } from '../../lib/errors.ts';
import { silentLog } from '../../system/log.ts';

/**
 * Works with the device itself. The port is locked, so it fails while the daemon runs; `hint` says what to do then.
 * @throws DISPENSER_OFFLINE, CONFIG_INVALID, and what `work` throws
 */
export async function withDevice<T>(
  config: Config,
  port: string | undefined,
  hint: string,
  work: (driver: DispenserDriver) => Promise<T>,
): Promise<T> {
  const dispenser = { ...config.dispenser, ...(port === undefined ? {} : { port }) };
  const driver = createDriver(dispenser, config.terminal.currency, silentLog);
  if (!driver) throw new TellersightError('DISPENSER_OFFLINE', 'dispenser.driver is "none"');
  try {
    await driver.start();
    if (!driver.connected)
      throw new TellersightError('DISPENSER_OFFLINE', `${dispenser.port} cannot be opened`, { hint });
    return await work(driver);
  } finally {
    await driver.stop();
  }
}
