import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config/schema.ts';

/** The demo's board profile; what differs from run to run comes on top of it. */
export const profilePath = fileURLToPath(new URL('../../../firmware-config/boards/demo.toml', import.meta.url));

/** Short, so that an expired nonce can be shown without a long wait; a real board uses up to 120 s (R17). */
export const NONCE_LIFETIME_S = 15;

/** What only this run knows: folders, sockets, keys, the broker's port. */
export function settings(folder: string, brokerUrl: string, keys: Config['keys']): Record<string, object> {
  const run = join(folder, 'run');
  return {
    paths: { state: join(folder, 'state'), run },
    keys: { ...keys },
    session: { nonce_lifetime_s: NONCE_LIFETIME_S },
    vision: { scene_socket: join(run, 'scene.sock') },
    dispenser: { port: join(run, 'dispenser') },
    fleet: { url: brokerUrl },
    atm: { endpoint: `ipc://${join(run, 'atm.sock')}`, events: `ipc://${join(run, 'atm-events.sock')}` },
  };
}
