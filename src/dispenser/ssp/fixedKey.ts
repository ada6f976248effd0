import { readFileSync, statSync } from 'node:fs';
import type { Config } from '../../config/schema.ts';
import { TellersightError } from '../../lib/errors.ts';

/** Printed in every manual: with it the key exchange hides nothing from anybody (reference §5.2). */
export const defaultFixedKey = 0x0123456701234567n;

/**
 * The fixed half of the eSSP key: 16 hex digits in the file `dispenser.ssp_key`.
 * @throws CONFIG_INVALID, KEY_UNREADABLE, KEY_TOO_OPEN
 */
export function readFixedKey(config: Pick<Config['dispenser'], 'ssp_key' | 'allow_default_key'>): bigint {
  const { ssp_key: path, allow_default_key: allowDefault } = config;
  if (path === undefined && allowDefault) return defaultFixedKey;
  if (path === undefined) {
    throw new TellersightError('CONFIG_INVALID', 'dispenser.ssp_key is missing, driver itl-ssp needs it', {
      hint: 'Set a fixed key of your own in the device (docs/dispenser-itl-ssp.md) and write it into the file.',
    });
  }
  const key = BigInt(`0x${digits(path)}`);
  if (key === defaultFixedKey && !allowDefault) {
    throw new TellersightError('CONFIG_INVALID', `${path} holds the default eSSP key, which everybody knows`, {
      hint: 'Set a fixed key of your own in the device; only a bench may say dispenser.allow_default_key = true.',
    });
  }
  return key;
}

function digits(path: string): string {
  let text: string;
  try {
    const mode = statSync(path).mode & 0o777;
    // systemd opens a unit's credentials by an ACL whose mask reads as group permission.
    const credentials = process.env.CREDENTIALS_DIRECTORY;
    const allowed = credentials && path.startsWith(`${credentials}/`) ? 0o740 : 0o700;
    if ((mode & ~allowed) !== 0) {
      throw new TellersightError('KEY_TOO_OPEN', `${path} has mode ${mode.toString(8)}; keys need 600 or less`);
    }
    text = readFileSync(path, 'latin1').trim();
  } catch (cause) {
    if (cause instanceof TellersightError) throw cause;
    throw new TellersightError('KEY_UNREADABLE', `${path} cannot be read`, { cause });
  }
  // Its text is not quoted: it may be a key with one digit too many.
  if (!/^[0-9A-Fa-f]{16}$/.test(text)) throw new TellersightError('KEY_UNREADABLE', `${path} is not 16 hex digits`);
  return text;
}
