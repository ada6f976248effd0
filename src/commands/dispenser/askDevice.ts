import type { Config } from '../../config/schema.ts';
import { createDriver } from '../../dispenser/createDriver.ts';
import type { DispenserIdentity, DispenserStatus } from '../../dispenser/driver.ts';
import { TellersightError } from '../../lib/errors.ts';
import { silentLog } from '../../system/log.ts';

export interface DeviceAnswer {
  readonly identity: DispenserIdentity;
  readonly status: DispenserStatus;
}

/**
 * Asks the device for ROM and sensors; nothing that moves a note. The port is locked, so it fails while the daemon runs.
 * @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL, CONFIG_INVALID
 */
export async function askDevice(config: Config, port: string | undefined): Promise<DeviceAnswer> {
  const dispenser = { ...config.dispenser, ...(port === undefined ? {} : { port }) };
  const driver = createDriver(dispenser, config.terminal.currency, silentLog);
  if (!driver) throw new TellersightError('DISPENSER_OFFLINE', 'dispenser.driver is "none"');
  try {
    await driver.start();
    if (!driver.connected) {
      throw new TellersightError('DISPENSER_OFFLINE', `${port} cannot be opened`, {
        hint: 'Is the daemon running? It holds the port; stop it first, or leave --port out.',
      });
    }
    return { identity: await driver.identify(), status: await driver.status() };
  } finally {
    await driver.stop();
  }
}
