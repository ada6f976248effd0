import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { journalPath, openJournalReadOnly } from '../../journal/database.ts';
import { readLock } from '../../journal/dispenserLock.ts';
import { withDeadline } from '../../lib/deadline.ts';
import { TellersightError } from '../../lib/errors.ts';
import { requireTrust, sealText } from '../../packs/seal.ts';
import { loadKeys } from '../../teller/keys.ts';
import { deriveThresholds } from '../../teller/thresholds.ts';
import { kernelTarget } from '../../vision/native.ts';
import { locatePack } from '../../vision/pack/locate.ts';
import { Pack, requireCalibration } from '../../vision/pack/pack.ts';
import { cameraPins } from './cameraPins.ts';
import { cameras } from './cameras.ts';
import type { Check } from './finding.ts';

/** Below this the journal may stop in the middle of a day. */
const LOW_SPACE_BYTES = 64 * 1024 * 1024;
const ANSWER_MS = 3000;
/** Nothing of this product ran before; a clock that says so lost its battery. */
const EARLIEST = Date.UTC(2026, 0, 1);

/** Everything a working board needs, in the order a field engineer would look. */
export function checksFor(config: Config): Check[] {
  return [
    { name: 'clock', weight: 'fail', look: async () => clock() },
    { name: 'keys', weight: 'fail', look: () => keys(config) },
    { name: 'native addon', weight: 'fail', look: async () => `kernels for ${kernelTarget()}` },
    { name: 'model pack', weight: 'fail', look: () => modelPack(config) },
    { name: 'thresholds', weight: 'fail', look: async () => thresholds(config) },
    { name: 'cameras', weight: 'warn', look: () => cameras(config) },
    { name: 'camera pins', weight: 'warn', look: async () => cameraPins(config) },
    { name: 'dispenser port', weight: 'warn', look: async () => dispenserPort(config) },
    { name: 'dispenser lock', weight: 'warn', look: async () => dispenserLock(config) },
    { name: 'state folder', weight: 'fail', look: async () => stateFolder(config) },
    { name: 'broker', weight: 'warn', look: () => broker(config) },
  ];
}

function clock(): string {
  if (Date.now() < EARLIEST) {
    throw new TellersightError('CLOCK_WRONG', `the clock says ${new Date().toISOString()}`);
  }
  return new Date().toISOString();
}

async function keys(config: Config): Promise<string> {
  await loadKeys(config.keys);
  return 'five keys, readable for nobody else';
}

async function modelPack({ vision, paths, packs, terminal }: Config): Promise<string> {
  const seal = requireTrust(locatePack(vision.pack, paths.packs), { signers: packs.signers, bench: terminal.bench });
  const pack = await Pack.load(vision.pack, paths.packs, vision.threads);
  const { name, version, manifestSha256 } = pack.identity;
  await pack.release();
  return `${name} ${version}, manifest ${manifestSha256.slice(0, 12)}, every file verified and loaded; ${sealText(seal)}`;
}

function thresholds({ vision, paths, policy }: Config): string {
  const { match, pad } = requireCalibration(locatePack(vision.pack, paths.packs));
  const { A, B } = deriveThresholds(policy, match, pad);
  return [A, B]
    .map(({ askedFmr, threshold, support }) => `FMR ${askedFmr}: ${threshold.toFixed(3)} (${support.group})`)
    .join(', ');
}

function dispenserPort({ dispenser }: Config): string {
  if (dispenser.driver === 'none') return 'driver "none": every payout is refused';
  const port = dispenser.port ?? '';
  if (!statSync(port, { throwIfNoEntry: false })) {
    throw new TellersightError('DISPENSER_OFFLINE', `${port || 'dispenser.port'} is not there`);
  }
  try {
    accessSync(port, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new TellersightError('DISPENSER_OFFLINE', `${port} may not be opened by this user`, { cause });
  }
  return `${dispenser.driver} at ${port}`;
}

function dispenserLock({ paths }: Config): string {
  const path = journalPath(paths.state);
  if (!statSync(path, { throwIfNoEntry: false })) return 'no journal yet';
  const db = openJournalReadOnly(path);
  try {
    const lock = readLock(db);
    if (!lock) return 'not locked';
    throw new TellersightError('DISPENSER_LOCKED', `locked since ${lock.sinceUtc}: ${lock.reason}`);
  } finally {
    db.close();
  }
}

function stateFolder({ paths }: Config): string {
  const unwritable = (why: string, cause?: unknown, hint?: string) =>
    new TellersightError('JOURNAL_UNWRITABLE', `${paths.state} ${why}`, { cause, hint });
  try {
    accessSync(paths.state, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const hint = 'systemd makes it when the service starts; run doctor as root or as the user of the service.';
    throw unwritable('is not there or may not be written by this user', cause, hint);
  }
  const { bavail, bsize } = statfsSync(join(paths.state));
  const free = bavail * bsize;
  if (free < LOW_SPACE_BYTES) throw unwritable(`has only ${Math.floor(free / 1e6)} MB free`);
  return `${paths.state}, ${Math.floor(free / 1e6)} MB free`;
}

async function broker({ fleet }: Config): Promise<string> {
  if (!fleet.enabled) return 'the fleet is switched off';
  const { hostname, port, protocol } = new URL(fleet.url);
  const socket = connect({ host: hostname, port: Number(port) || (protocol === 'mqtts:' ? 8883 : 1883) });
  try {
    const connected = new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    await withDeadline(connected, ANSWER_MS, `connection to ${fleet.url}`);
    return `${fleet.url} accepts connections`;
  } catch (cause) {
    throw new TellersightError('FLEET_DISCONNECTED', `${fleet.url} cannot be reached`, { cause });
  } finally {
    socket.destroy();
  }
}
