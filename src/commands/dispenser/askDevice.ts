import type { Config } from '../../config/schema.ts';
import type { DispenserIdentity, DispenserStatus } from '../../dispenser/driver.ts';
import { withDevice } from './withDevice.ts';

export interface DeviceAnswer {
  readonly identity: DispenserIdentity;
  readonly status: DispenserStatus;
}

/**
 * Asks the device for ROM and sensors; nothing that moves a note. The port is locked, so it fails while the daemon runs.
 * @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL, CONFIG_INVALID
 */
export async function askDevice(config: Config, port: string | undefined): Promise<DeviceAnswer> {
  const hint = 'Is the daemon running? It holds the port; stop it first, or leave --port out.';
  return withDevice(config, port, hint, async (driver) => {
    return { identity: await driver.identify(), status: await driver.status() };
  });
}
