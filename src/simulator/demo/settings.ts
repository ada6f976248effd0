import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config/schema.ts';

/** The demo's board profile; what differs from run to run comes on top of it. */
export const profilePath = fileURLToPath(new URL('../../../firmware-config/boards/demo.toml', import.meta.url));

/** What only this run knows: folders, sockets, keys, the broker's port. */
export function settings(folder: string, brokerUrl: string, keys: Config['keys']): Record<string, object> {
  const run = join(folder, 'run');
  return {
    paths: { state: join(folder, 'state'), run },
    keys: { ...keys },
    vision: { scene_socket: join(run, 'scene.sock') },
    dispenser: { port: join(run, 'dispenser') },
    fleet: { url: brokerUrl },
    atm: { endpoint: `ipc://${join(run, 'atm.sock')}`, events: `ipc://${join(run, 'atm-events.sock')}` },
  };
}
