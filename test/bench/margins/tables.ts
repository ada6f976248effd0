import type { Reason } from '../../../src/teller/policy/reasons.ts';
import type { MatchSummary } from './matching.ts';
import type { Count, KindSummary, PadSummary } from './summary.ts';
import type { Table } from './table.ts';
import type { OperatingPoints } from './verdict.ts';

const number = (value: number, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : '-');
const percent = (part: number, whole: number) => (whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '-');
const counted = ({ errors, n, upper95 }: Count) =>
  n > 0 ? `${errors} of ${n} (${(100 * upper95).toFixed(1)} %)` : '-';

/** What the cameras and the detector give. */
export function seeing(kinds: readonly KindSummary[], points: OperatingPoints, minDifference: number): Table {
  return {
    title: `Seeing (correspondence at most ${points.policy.max_correspondence}, lit minus unlit luma at least ${minDifference})`,
    header: ['kind', 'face in colour', 'face in lit IR', 'correspondence p95', 'luma difference p5', 'median', 'p95'],
    rows: kinds.map((kind) => [
      kind.kind,
      percent(kind.rgbFaces, kind.pairs),
      percent(kind.irFaces, kind.litPairs),
      number(kind.correspondenceP95, 3),
      ...[kind.irDifference.low, kind.irDifference.median, kind.irDifference.high].map((value) => number(value, 1)),
    ]),
  };
}

const padCells = ({ logit, wrong }: PadSummary) => [
  ...[logit.low, logit.median, logit.high].map((value) => number(value)),
  counted(wrong),
];

/** What the learned detectors say; they can only refuse (R11). */
export function liveness(kinds: readonly KindSummary[], points: OperatingPoints): Table {
  const { rgb, ir } = points.pad;
  const columns = (channel: string) => [`${channel} p5`, 'median', 'p95', 'wrong side (upper 95 %)'];
  return {
    title: `Learned liveness, logits (threshold colour ${number(rgb)}, IR ${number(ir)})`,
    header: ['kind', ...columns('colour'), ...columns('IR')],
    rows: kinds.map((kind) => [kind.kind, ...padCells(kind.padRgb), ...padCells(kind.padIr)]),
  };
}

const COLUMNS: readonly (readonly [string, Reason])[] = [
  ['no IR face', 'FACE_MISSING_IR'],
  ['no answer to light', 'IR_RESPONSE_MISSING'],
  ['channels apart', 'CHANNELS_DISAGREE'],
  ['colour PAD', 'PAD_RGB_REFUSED'],
  ['IR PAD', 'PAD_IR_REFUSED'],
  ['match', 'MATCH_BELOW_THRESHOLD'],
];

/** What the teller's rules make of it all. */
export function verdicts(kinds: readonly KindSummary[]): Table {
  const named = new Set<Reason>(COLUMNS.map(([, reason]) => reason));
  // FACE_MISSING_IR says it already.
  named.add('PAD_MISSING');
  const other = ({ reasons }: KindSummary) =>
    Object.entries(reasons)
      .filter(([reason]) => !named.has(reason as Reason))
      .map(([reason, times]) => `${reason} ${times}`)
      .join(', ');
  return {
    title: 'Rules: presentations refused for a reason (one may have several), and what got the wrong verdict',
    header: ['kind', 'n', ...COLUMNS.map(([name]) => name), 'other', 'wrong at 1e-4 (upper 95 %)', 'wrong at 1e-5'],
    rows: kinds.map((kind) => [
      kind.kind,
      String(kind.presentations),
      ...COLUMNS.map(([, reason]) => String(kind.reasons[reason] ?? 0)),
      other(kind) || '-',
      counted(kind.wrongA),
      counted(kind.wrongB),
    ]),
  };
}

/** How far people are apart. */
export function matching({ genuine, impostor, tiers }: MatchSummary): Table {
  const scores = `genuine min ${number(genuine.min, 3)}, p5 ${number(genuine.p5, 3)}, median ${number(genuine.median, 3)} (n ${genuine.n}); impostor median ${number(impostor.median, 3)}, p99 ${number(impostor.p99, 3)}, max ${number(impostor.max, 3)} (n ${impostor.n})`;
  return {
    title: `Matching, cosines: ${scores}`,
    header: [
      'rate asked',
      'threshold',
      'genuine below (upper 95 %)',
      'impostors at or above',
      'genuine p5 above by',
      'genuine min above by',
      'impostor max below by',
    ],
    rows: tiers.map((tier) => [
      tier.fmr.toExponential(0),
      number(tier.threshold, 4),
      counted(tier.refused),
      `${tier.accepted.errors} of ${tier.accepted.n}`,
      number(tier.genuineP5Above, 3),
      number(tier.genuineMinAbove, 3),
      number(tier.impostorMaxBelow, 3),
    ]),
  };
}
