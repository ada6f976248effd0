import type { LightConfig } from '../../config/light.ts';
import type { Config } from '../../config/schema.ts';
import type { DispenserCapability, DispenserDriver } from '../../dispenser/driver.ts';
import { attackTypes } from '../../lib/attackTypes.ts';
import { type Calibration, type PadCalibration, pairsNeeded, thresholdFor } from '../../lib/calibration.ts';
import { TellersightError } from '../../lib/errors.ts';
import { type LightStatement, lightStatement } from './lightStatement.ts';
import { notMitigated } from './limits.ts';

type Channel = 'rgb' | 'ir';
type Species = PadCalibration['rgb']['species'][number];

export interface TierStatement {
  readonly tier: 'A' | 'B';
  readonly askedFmr: number;
  /** Null when the calibration cannot support the rate; then the daemon does not start (R6). */
  readonly threshold: number | null;
  /** Zero errors in this many pairs would be the least support at 95 %. */
  readonly pairsNeeded: number;
  /** The group that set the threshold; it may be one that is itself too small for the rate. */
  readonly setBy: string | null;
  /** The groups with enough pairs, each at or just below the threshold: what supports the rate. */
  readonly support: readonly { group: string; impostorPairs: number; errors: number; upper95: number }[];
  /** False non-match rate of each group with genuine pairs, at this threshold (R8). */
  readonly fnmr: readonly { group: string; genuinePairs: number; rate: number; upper95: number | null }[];
  readonly unsupportedGroups: readonly string[];
}

export interface AttackStatement {
  readonly type: string;
  readonly tested: readonly ({ readonly channel: Channel } & Species)[];
}

export interface CapabilityStatement {
  readonly pack: { readonly name: string; readonly version: string; readonly manifestSha256: string };
  readonly match: { readonly source: string; readonly tiers: readonly TierStatement[] } | null;
  readonly pad: {
    readonly channels: readonly ({ readonly channel: Channel } & Pick<PadCalibration['rgb'], 'source' | 'bpcer'>)[];
    /** The worst species of a channel is its headline (R9). */
    readonly worst: readonly ({ readonly channel: Channel } & Species)[];
    /** Species that are none of the seven types, e.g. mixed research sets. */
    readonly otherSpecies: readonly ({ readonly channel: Channel } & Species)[];
  } | null;
  readonly attackTypes: readonly AttackStatement[];
  readonly dispenser: {
    readonly protocol: string;
    readonly resultRetrievable: boolean;
    readonly encrypted: boolean;
    readonly experimental: boolean;
    readonly statements: readonly string[];
  } | null;
  /** Null without a configuration. */
  readonly light: LightStatement | null;
  readonly notTested: readonly string[];
  readonly notMitigated: readonly string[];
}

export interface StatementInput {
  readonly pack: CapabilityStatement['pack'];
  readonly calibration: { readonly match: Calibration | null; readonly pad: PadCalibration | null };
  readonly policy: Config['policy'];
  readonly driver: Pick<DispenserDriver, 'capability'> | null;
  readonly light: Pick<LightConfig, 'driver'> | null;
}

/** Puts together what the files of the pack and the driver state; nothing is known here that they do not say. */
export function capabilityStatement({ pack, calibration, policy, driver, light }: StatementInput): CapabilityStatement {
  const { match, pad } = calibration;
  const species = pad === null ? [] : [...rows('rgb', pad), ...rows('ir', pad)];
  const attacks = attackTypes.map(({ type, species: pattern }) => ({
    type,
    tested: species.filter(({ name, presentations }) => presentations > 0 && pattern.test(name)),
  }));
  const tiers = match && [tier('A', policy.tier_a_fmr, match), tier('B', policy.tier_b_fmr, match)];
  const missing = [
    ...(tiers === null ? ['false match rate: the pack has no calibration file'] : tiers.flatMap(tierGaps)),
    ...(pad === null ? ['attack detection: the pack has no calibration file'] : []),
    ...attacks.filter(({ tested }) => tested.length === 0).map(({ type }) => `attack type: ${type}`),
    'drivers of the infrared light on a real light: they were run against doubles of its devices only',
    'cameras, light and dispenser of this very rig: counts above come from the sources named beside them',
  ];
  return {
    pack,
    match: match && tiers && { source: match.source, tiers },
    pad: pad && {
      channels: (['rgb', 'ir'] as const).map((channel) => ({
        channel,
        source: pad[channel].source,
        bpcer: pad[channel].bpcer,
      })),
      worst: (['rgb', 'ir'] as const).flatMap((channel) => worst(species.filter((row) => row.channel === channel))),
      otherSpecies: species.filter(({ name }) => !attackTypes.some((known) => known.species.test(name))),
    },
    attackTypes: attacks,
    dispenser: driver && dispenserOf(driver.capability),
    light: light && lightStatement(light.driver),
    notTested: missing,
    notMitigated,
  };
}

function dispenserOf({ protocol, resultRetrievable, encrypted, experimental, statements }: DispenserCapability) {
  return { protocol, resultRetrievable, encrypted, experimental, statements };
}

function rows(channel: Channel, pad: PadCalibration): ({ channel: Channel } & Species)[] {
  return pad[channel].species.map((species) => ({ channel, ...species }));
}

function worst<Row extends Species>(all: readonly Row[]): Row[] {
  const [first, ...others] = all.filter(({ presentations }) => presentations > 0);
  return first === undefined ? [] : [others.reduce((a, b) => (b.upper95 > a.upper95 ? b : a), first)];
}

function tier(name: 'A' | 'B', askedFmr: number, match: Calibration): TierStatement {
  const base = { tier: name, askedFmr, pairsNeeded: pairsNeeded(askedFmr) };
  try {
    const { threshold, worstGroup, supported, unsupported } = thresholdFor(match, askedFmr);
    const support = match.groups.flatMap(({ name: group, impostorPairs, points }) => {
      // Groups have points at their own thresholds: take the nearest one that does not flatter.
      const point = points.filter((at) => at.threshold <= threshold).sort((a, b) => b.threshold - a.threshold)[0];
      if (!supported.includes(group) || point === undefined) return [];
      return [{ group, impostorPairs, errors: point.errors, upper95: point.upper95 }];
    });
    const fnmr = match.groups.flatMap(({ name: group, genuinePairs, points }) => {
      const point = points.filter((at) => at.threshold >= threshold).sort((a, b) => a.threshold - b.threshold)[0];
      if (genuinePairs === 0 || point?.fnmr == null) return [];
      return [{ group, genuinePairs, rate: point.fnmr, upper95: point.fnmrUpper95 ?? null }];
    });
    return { ...base, threshold, setBy: worstGroup, support, fnmr, unsupportedGroups: unsupported };
  } catch (error) {
    if (!(error instanceof TellersightError)) throw error;
    const unsupportedGroups = match.groups.map((group) => group.name);
    return { ...base, threshold: null, setBy: null, support: [], fnmr: [], unsupportedGroups };
  }
}

function tierGaps({ tier: name, threshold, askedFmr, fnmr, unsupportedGroups }: TierStatement): string[] {
  if (threshold === null) return [`tier ${name}: no group has enough pairs for a false match rate of ${askedFmr}`];
  return [
    ...(fnmr.length === 0 ? [`tier ${name}: how often the right customer is refused (no genuine pairs)`] : []),
    ...unsupportedGroups.map((group) => `tier ${name}: group ${group} (too few pairs for ${askedFmr}: unsupported)`),
  ];
}
