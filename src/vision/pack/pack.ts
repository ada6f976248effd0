import { type Calibration, type PadCalibration, parseCalibration, parsePadCalibration } from '../../lib/calibration.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { PackIdentity } from '../observation.ts';
import { type LocatedPack, locatePack } from './locate.ts';
import type { Role } from './manifest.ts';
import { Model } from './model.ts';
import { readVerified } from './readVerified.ts';

export interface PackCalibration {
  /** Null when the pack has none: such a pack can be looked at, never be trusted with money (R6). */
  readonly match: Calibration | null;
  readonly pad: PadCalibration | null;
}

/**
 * Reads the calibration files a manifest names and checks that they were measured with the models beside them. `sha256`
 * in pad-calibration of a role with several models is that of the first one listed.
 * Throws PACK_FILE_MISSING, PACK_DAMAGED, CALIBRATION_INVALID.
 */
export function readCalibration(located: LocatedPack): PackCalibration {
  const { manifest, fileFolders } = located;
  const text = (file: { file: string; sha256: string }) => readVerified(fileFolders, file).toString('utf8');
  const match = manifest.calibration.match ? parseCalibration(text(manifest.calibration.match)) : null;
  const pad = manifest.calibration.pad ? parsePadCalibration(text(manifest.calibration.pad)) : null;
  const belongs = (role: Role, sha256: string | undefined, what: string) => {
    if (sha256 === undefined || manifest.models.find((model) => model.role === role)?.sha256 === sha256) return;
    throw new TellersightError('CALIBRATION_INVALID', `${what} was measured with another ${role} model`);
  };
  belongs('embed', match?.modelSha256, 'the match calibration');
  belongs('padRgb', pad?.rgb.modelSha256, 'the PAD calibration');
  belongs('padIr', pad?.ir.modelSha256, 'the PAD calibration');
  return { match, pad };
}

/**
 * The calibration of a pack that money is to be trusted to: both files, or none of it (R6).
 *
 * @throws CALIBRATION_UNSUPPORTED and what readCalibration throws
 */
export function requireCalibration(located: LocatedPack): { match: Calibration; pad: PadCalibration } {
  const { match, pad } = readCalibration(located);
  if (match && pad) return { match, pad };
  throw new TellersightError(
    'CALIBRATION_UNSUPPORTED',
    `model pack ${located.manifest.name} has no calibration: no error rate can be promised with it`,
  );
}

/** A verified, loaded model pack. */
export class Pack {
  readonly located: LocatedPack;
  readonly calibration: PackCalibration;
  readonly #models: readonly Model[];

  private constructor(located: LocatedPack, calibration: PackCalibration, models: readonly Model[]) {
    this.located = located;
    this.calibration = calibration;
    this.#models = models;
  }

  /** Finds, verifies and loads a pack. Throws PACK_* and CALIBRATION_INVALID; nothing stays loaded then. */
  static async load(pack: string, packs: string | undefined, threads = 1): Promise<Pack> {
    const located = locatePack(pack, packs);
    const calibration = readCalibration(located);
    const models: Model[] = [];
    try {
      for (const entry of located.manifest.models) {
        models.push(await Model.load(entry, readVerified(located.fileFolders, entry), threads));
      }
    } catch (error) {
      await Promise.all(models.map((model) => model.release()));
      throw error;
    }
    return new Pack(located, calibration, models);
  }

  /** The models of a role, in manifest order; at least one. */
  of(role: Role): readonly Model[] {
    return this.#models.filter((model) => model.entry.role === role);
  }

  get identity(): PackIdentity {
    const { manifest, manifestSha256 } = this.located;
    const embed = this.of('embed')[0] as Model;
    return {
      name: manifest.name,
      version: manifest.version,
      manifestSha256,
      embedderSha256: embed.entry.sha256,
      dimensions: embed.entry.output.kind === 'embedding' ? embed.entry.output.dimensions : 0,
    };
  }

  /** Overwrites every tensor (R21). */
  wipe(): void {
    for (const model of this.#models) model.wipe();
  }

  async release(): Promise<void> {
    await Promise.all(this.#models.map((model) => model.release()));
  }
}
