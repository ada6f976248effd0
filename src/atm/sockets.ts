import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Context, Publisher, Router } from 'zeromq';
import { z } from 'zod';
import type { Config } from '../config/schema.ts';
import { TellersightError } from '../lib/errors.ts';
import { startZap } from './zap.ts';

export interface BoundSockets {
  readonly router: Router;
  readonly publisher: Publisher;
  close(): Promise<void>;
}

/** Beyond this libzmq itself closes the connection; between here and the API's limit the sender still gets an answer. */
const HARD_LIMIT_BYTES = 1024 * 1024;

const curveKeysSchema = z.object({ publicKey: z.string().length(40), secretKey: z.string().length(40) });

/** `ipc://` -> the path of its socket file; null for other transports. */
export function ipcPath(endpoint: string): string | null {
  return endpoint.startsWith('ipc://') ? endpoint.slice('ipc://'.length) : null;
}

/**
 * Binds ROUTER and PUB. ipc: file mode 0660, so that membership of the group decides. tcp: only with CURVE and a list
 * of client keys, since whoever reaches the port would otherwise be the ATM application.
 *
 * @throws ATM_ENDPOINT_INSECURE, ATM_BIND_FAILED, KEY_UNREADABLE
 */
export async function bindSockets(config: Config['atm']): Promise<BoundSockets> {
  const overTcp = [config.endpoint, config.events].some((endpoint) => ipcPath(endpoint) === null);
  if (overTcp && (config.curve_secret === undefined || config.curve_clients.length === 0)) {
    throw new TellersightError('ATM_ENDPOINT_INSECURE', 'tcp:// needs atm.curve_secret and atm.curve_clients');
  }
  const curve = overTcp ? readCurveKeys(config.curve_secret!) : null;
  // A context of its own: the authentication handler is found by a fixed inproc name inside it.
  const context = new Context();
  const security = curve ? { curveServer: true, curveSecretKey: curve.secretKey, zapDomain: 'tellersight' } : {};
  const common = { context, linger: 500, maxMessageSize: HARD_LIMIT_BYTES, ...security };
  const router = new Router({ ...common, handover: true, receiveHighWaterMark: 256 });
  const publisher = new Publisher(common);
  const zap = curve ? await startZap(context, new Set(config.curve_clients)) : null;
  const close = async () => {
    router.close();
    publisher.close();
    await zap?.stop();
  };
  try {
    await bind(router, config.endpoint);
    await bind(publisher, config.events);
  } catch (error) {
    await close();
    throw error;
  }
  return { router, publisher, close };
}

async function bind(socket: Router | Publisher, endpoint: string): Promise<void> {
  const path = ipcPath(endpoint);
  try {
    if (path) mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    await socket.bind(endpoint);
    if (path) chmodSync(path, 0o660);
  } catch (cause) {
    throw new TellersightError('ATM_BIND_FAILED', `${endpoint} cannot be opened: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function readCurveKeys(path: string): z.infer<typeof curveKeysSchema> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TellersightError('KEY_UNREADABLE', `${path} cannot be read`, { cause });
  }
  try {
    return curveKeysSchema.parse(JSON.parse(text));
  } catch {
    // Without its cause: the parser quotes the text, which may be the secret key.
    throw new TellersightError('KEY_UNREADABLE', `${path} is no CURVE key pair {publicKey, secretKey} in Z85`);
  }
}
