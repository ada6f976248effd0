import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import type { Config } from '../config/schema.ts';
import { TellersightError } from '../lib/errors.ts';

type TlsOptions = Pick<IClientOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'> & { minVersion?: 'TLSv1.2' };

/**
 * TLS settings of one connection. The files are read at every connect, so that a renewed certificate is used without a
 * restart. The broker is always verified; there is no switch to turn that off.
 *
 * @throws FLEET_TLS
 */
export function tlsOptions(config: Config['fleet']): TlsOptions {
  if (!config.url.startsWith('mqtts:')) return {};
  const options: TlsOptions = { rejectUnauthorized: true, minVersion: 'TLSv1.2' };
  if (config.ca !== undefined) options.ca = readPem(config.ca);
  if (config.cert !== undefined) options.cert = readPem(config.cert);
  if (config.key !== undefined) options.key = readPem(config.key);
  return options;
}

/** Whole days until the client certificate ends; negative after that; null without one or when it cannot be read. */
export function certificateDaysLeft(config: Config['fleet'], now: Date): number | null {
  if (config.cert === undefined) return null;
  try {
    const end = Date.parse(new X509Certificate(readFileSync(config.cert)).validTo);
    return Math.floor((end - now.getTime()) / 86_400_000);
  } catch {
    return null;
  }
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new TellersightError('FLEET_TLS', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
