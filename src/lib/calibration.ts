import { z } from 'zod';
import { TellersightError } from './errors.ts';

/**
 * Calibration files of a model pack (R6, R7, R9). Pure: text in, thresholds out. The teller derives its match threshold
 * from here and vision checks that the files belong to the models they lie beside.
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const rate = z.number().min(0).max(1);
const count = z.number().int().min(0);

const pointSchema = z.object({
  /** Cosine similarity, -1..1; at or above it two faces count as the same person. */
  threshold: z.number().min(-1).max(1),
  /** Impostor pairs of the group at or above the threshold. */
  errors: count,
  fmr: rate,
  /** Upper end of the one-sided 95 % interval of the false match rate. */
  upper95: rate,
  /** How upper95 was found: "clopper-pearson", "subject-bootstrap", ... */
  method: z.string().max(64),
  /** Absent in groups without genuine pairs. */
  fnmr: rate.nullish(),
  fnmrUpper95: rate.nullish(),
  /** Genuine pairs of the group below the threshold, and the two-sided 95 % interval of their rate (R8). */
  misses: count.optional(),
  fnmrInterval95: z.tuple([rate, rate]).optional(),
});

type Group = z.infer<typeof groupSchema>;
const groupSchema = z.object({
  name: z.string().min(1).max(64),
  subjects: count,
  impostorPairs: count,
  /** Different pairs of people among the impostor pairs; absent: as many as the subjects can form. */
  subjectPairs: count.optional(),
  genuinePairs: count,
  points: z.array(pointSchema).max(10_000),
  /** Captures no template came from (failure to acquire), told apart from every match rate (R8). */
  acquisition: z.object({ captures: count, failures: count, fta: rate, upper95: rate }).optional(),
});

export const calibrationSchema = z
  .object({
    schema: z.literal('calibration@1'),
    /** SHA-256 of the embedder file the numbers were measured with. */
    modelSha256: sha256,
    created: z.string().max(64),
    comparison: z.literal('cosine'),
    source: z.string().max(4000),
    /** How the bounds can be computed again from the same scores. */
    bootstrap: z.object({ over: z.literal('subjects'), replicates: count, seed: count }).optional(),
    groups: z.array(groupSchema).min(1).max(256),
  })
  .superRefine((file, context) => {
    for (const [g, group] of file.groups.entries()) {
      for (const [p, point] of group.points.entries()) {
        const problem = contradiction(group, point);
        if (problem) context.addIssue({ code: 'custom', message: problem, path: ['groups', g, 'points', p] });
      }
    }
  });
export type Calibration = z.infer<typeof calibrationSchema>;

const padChannelSchema = z.object({
  modelSha256: sha256,
  /** Liveness logit; below it the pair is refused (R11: a model only denies). */
  threshold: z.number().refine(Number.isFinite, 'must be finite'),
  /** One row per attack species; never a mean over species (R9). */
  species: z
    .array(
      z.object({ name: z.string().min(1).max(64), presentations: count, errors: count, apcer: rate, upper95: rate }),
    )
    .max(64),
  bpcer: z.object({ n: count, errors: count, rate, upper95: rate }),
  source: z.string().max(4000),
});

export const padCalibrationSchema = z.object({
  schema: z.literal('pad-calibration@1'),
  rgb: padChannelSchema,
  ir: padChannelSchema,
});
export type PadCalibration = z.infer<typeof padCalibrationSchema>;

/** A file that claims less doubt than its own counts allow is refused: the threshold of real money hangs on it. */
function contradiction(group: Group, point: z.infer<typeof pointSchema>): string | null {
  const pairs = group.impostorPairs;
  if (point.errors > pairs) return 'more errors than impostor pairs';
  if (point.upper95 < point.fmr) return 'upper95 lies below the measured rate';
  if (pairs === 0) return null;
  if (Math.abs(point.fmr - point.errors / pairs) > 1e-6 + 1e-3 * point.fmr) return 'fmr is not errors / impostorPairs';
  // Zero errors in n trials: the exact one-sided bound is 1 - 0.05^(1/n) (rule of three).
  const independent = independentPairs(group);
  const floor = -Math.expm1(Math.log(0.05) / independent);
  if (point.upper95 >= floor * (1 - 1e-3)) return null;
  return `upper95 is below ${floor}, which zero errors in ${independent} pairs of people allow`;
}

/**
 * Impostor pairs that can count as trials of their own. A hundred pictures of each of ten people make 450,000
 * comparisons, but only 45 pairs of people: comparisons of the same two repeat each other, however many there are.
 */
export function independentPairs(group: Pick<Group, 'subjects' | 'impostorPairs' | 'subjectPairs'>): number {
  const { subjects, impostorPairs, subjectPairs = impostorPairs } = group;
  return Math.min(impostorPairs, subjectPairs, (subjects * (subjects - 1)) / 2);
}

function parse<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new TellersightError('CALIBRATION_INVALID', `${what} is not JSON`, { cause });
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new TellersightError('CALIBRATION_INVALID', `${what}: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** Reads calibration@1; throws CALIBRATION_INVALID. */
export function parseCalibration(text: string): Calibration {
  return parse(calibrationSchema, text, 'calibration.json');
}

/** Reads pad-calibration@1; throws CALIBRATION_INVALID. */
export function parsePadCalibration(text: string): PadCalibration {
  return parse(padCalibrationSchema, text, 'pad-calibration.json');
}

/** Independent impostor pairs needed before zero errors support `fmr` at 95 %: 29,956 for 1e-4, 299,572 for 1e-5 (R6). */
export function pairsNeeded(fmr: number): number {
  return Math.ceil(Math.log(0.05) / Math.log1p(-fmr));
}

export interface MatchThreshold {
  readonly threshold: number;
  /** The group that set the threshold (R7: the worst one with enough pairs). */
  readonly worstGroup: string;
  readonly supported: readonly string[];
  /** Groups with too few pairs to say anything at this rate; printed, never hidden. */
  readonly unsupported: readonly string[];
}

/** The lowest threshold of a group from which on every point keeps upper95 within `fmr`; null = none does. */
function groupThreshold(group: Group, fmr: number): number | null {
  let lowest: number | null = null;
  for (const point of [...group.points].sort((a, b) => b.threshold - a.threshold)) {
    if (point.upper95 > fmr) break;
    lowest = point.threshold;
  }
  return lowest;
}

/** A group below the asked rate but with this many pairs still sets a floor (0 errors support 1e-3). */
const FLOOR_PAIRS = pairsNeeded(1e-3);

/** The best a group can measure: the lowest threshold from which on its upper bound is at its minimum. */
function groupFloor(group: Group): number | null {
  return groupThreshold(group, Math.min(...group.points.map((point) => point.upper95)));
}

/**
 * The lowest cosine threshold whose upper 95 % bound is at most `fmr` in every supported group; the worst group wins.
 * A group too small for this rate but not tiny keeps the threshold at least where its own bound is lowest: otherwise a
 * stricter rate, supported by fewer groups, could yield a lower threshold than a looser one.
 * Throws CALIBRATION_UNSUPPORTED when no group has enough pairs or a supported group never gets that low.
 */
export function thresholdFor(calibration: Calibration, fmr: number): MatchThreshold {
  if (!(fmr > 0 && fmr < 1)) throw unsupported(`a rate of ${fmr} cannot be asked for`);
  const needed = pairsNeeded(fmr);
  const { groups } = calibration;
  const enough = groups.filter((group) => independentPairs(group) >= needed);
  if (enough.length === 0) {
    const most = Math.max(...groups.map(independentPairs));
    const text = `a rate of ${fmr} needs ${needed} impostor pairs of different people in a group; the largest group has ${most}`;
    throw unsupported(text, { fmr, needed, most });
  }
  let threshold = -1;
  let worstGroup = '';
  for (const group of groups) {
    const supported = enough.includes(group);
    if (!supported && independentPairs(group) < FLOOR_PAIRS) continue;
    const own = supported ? groupThreshold(group, fmr) : groupFloor(group);
    if (own === null && supported) {
      throw unsupported(`no threshold reaches a rate of ${fmr} in group ${group.name}`, { fmr, group: group.name });
    }
    if (own !== null && own > threshold) {
      threshold = own;
      worstGroup = group.name;
    }
  }
  return {
    threshold,
    worstGroup,
    supported: enough.map((group) => group.name),
    unsupported: groups.filter((group) => !enough.includes(group)).map((group) => group.name),
  };
}

function unsupported(message: string, details?: Record<string, string | number>): TellersightError {
  return new TellersightError('CALIBRATION_UNSUPPORTED', message, details ? { details } : {});
}
