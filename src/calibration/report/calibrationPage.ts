import type { CalibrationResult } from '../calibrate.ts';
import type { GroupVerdict, RateVerdict } from '../rateVerdict.ts';
import { type Html, html, list, page, picture, table, warn } from './html.ts';
import { atMost, power, share, whole } from './words.ts';

/** The report for the one who answers for the risk: plain words first, then tables, then plots, then what is missing. */
export function calibrationPage(result: CalibrationResult, plots: readonly string[]): string {
  const { calibration, verdicts } = result;
  const all = calibration.groups.at(-1)!;
  return page('How often does the face match let a stranger pass?', [
    html`<p>Measured on ${whole(all.subjects)} people with ${whole(all.impostorPairs)} comparisons of two different people
and ${whole(all.genuinePairs)} of one person with himself or herself. Where they come from: ${calibration.source}</p>`,
    html`<h2>In plain words</h2>`,
    html`<ul>${verdicts.map((verdict) => html`<li>${inWords(verdict)}</li>`)}</ul>`,
    html`<p>“At most” is the upper end of a 95 % confidence bound: were the whole measurement repeated many times with other
people, the true rate would lie above the bound in one of twenty. It is computed over people, not over comparisons, because
comparisons that share a person repeat each other. The group of customers that the match serves worst sets the threshold.</p>`,
    ...verdicts.map(rateSection),
    html`<h2>Who was measured</h2>`,
    groupTable(result),
    html`<h2>Plots</h2>`,
    ...plots.map(picture),
    html`<h2>Not tested</h2>`,
    list(notTested(result)),
    html`<h2>How it was computed</h2>`,
    html`<p>False match rate, false non-match rate and failure to acquire after ISO/IEC 19795-1. A bound is the wider one of
Clopper and Pearson’s and of a bootstrap over subjects (${whole(calibration.bootstrap!.replicates)} replicates, seed
${calibration.bootstrap!.seed}). The threshold is the lowest from which on every bound of every supported group keeps the
asked rate. Embedder: SHA-256 <code>${calibration.modelSha256}</code>. Made ${calibration.created}.</p>`,
  ]);
}

function inWords({ fmr, threshold, reason, groups, setBy }: RateVerdict): Html {
  if (threshold === null)
    return html`${power(fmr)}: ${warn('unsupported')}. No threshold may be stated: ${reason ?? ''}.`;
  const worst = groups[0]!;
  const left = groups.filter(({ supported }) => !supported);
  const misses = worstMisses(groups);
  return html`${power(fmr)} (one stranger in ${whole(Math.round(1 / fmr))}): threshold ${threshold}, set by the group
“${setBy ?? ''}”. In the worst group with enough comparisons, “${worst.group}”, strangers pass at most ${atMost(worst.point!.upper95)}.
${misses}${left.length === 0 ? '' : html` ${warn('Unsupported')} at this rate: ${left.map(({ group }) => group).join(', ')}.`}`;
}

function worstMisses(groups: readonly GroupVerdict[]): string {
  const known = groups.filter(({ point }) => point?.fnmr != null);
  if (known.length === 0) return 'How often the right customer is refused was not measured.';
  const worst = known.reduce((a, b) => (b.point!.fnmr! > a.point!.fnmr! ? b : a));
  return `The right customer is refused ${share(worst.point!.fnmr!)} of the time in the worst group, “${worst.group}”.`;
}

const HEADER = [
  'group',
  'strangers passed',
  'rate',
  'at most (95 %)',
  'right customer refused',
  '95 % interval',
  'note',
];

function rateSection({ fmr, threshold, groups, pairsNeeded, subjectsNeeded }: RateVerdict): Html {
  const title = html`<h2>False match rate ${power(fmr)}</h2>`;
  const need = html`<p>Without any error, at least ${whole(pairsNeeded)} comparisons are needed: ${whole(subjectsNeeded)}
people, each compared with each other one. Several comparisons of the same two people count once. With errors more are
needed.</p>`;
  if (threshold === null)
    return html`${title}<p>${warn('Unsupported.')}</p>${need}${table('What is missing', ['group', 'pairs of people', 'missing', 'people missing'], groups.map(missing))}`;
  return html`${title}<p>Threshold ${threshold}.</p>${need}${table('Groups at this threshold, the worst first', HEADER, groups.map(row))}`;
}

function missing({ group, independentPairs, missingPairs, missingSubjects }: GroupVerdict): string[] {
  const enough = 'enough without errors';
  return [group, whole(independentPairs), missingPairs === 0 ? enough : whole(missingPairs), whole(missingSubjects)];
}

function row(verdict: GroupVerdict): (string | Html)[] {
  const { group, point, impostorPairs } = verdict;
  if (!point) return [group, `0 of ${whole(impostorPairs)}`, '', '', '', '', note(verdict)];
  const interval = point.fnmrInterval95;
  return [
    group,
    `${whole(point.errors)} of ${whole(impostorPairs)}`,
    share(point.fmr),
    atMost(point.upper95),
    point.fnmr == null ? warn('not tested') : share(point.fnmr),
    interval ? `${share(interval[0])} to ${atMost(interval[1])}` : '',
    note(verdict),
  ];
}

function note({ supported, missingPairs, missingSubjects, ruleOf30, point }: GroupVerdict): string | Html {
  if (!supported) {
    return html`${warn('unsupported')}: ${whole(missingPairs)} pairs of people (about ${whole(missingSubjects)} people) too few`;
  }
  if (ruleOf30) return 'rule of 30: 30 errors or more, the rate is right within 30 % (90 % confidence)';
  return `${point?.errors ?? 0} errors, fewer than 30: only the bound counts, not the rate`;
}

function groupTable({ calibration, unlabelledSubjects }: CalibrationResult): Html {
  const rows = calibration.groups.map(({ name, subjects, impostorPairs, subjectPairs, genuinePairs, acquisition }) => [
    name,
    whole(subjects),
    whole(impostorPairs),
    whole(subjectPairs!),
    genuinePairs === 0 ? warn('none') : whole(genuinePairs),
    acquisition
      ? `${whole(acquisition.failures)} of ${whole(acquisition.captures)} (at most ${atMost(acquisition.upper95)})`
      : warn('not stated'),
  ]);
  const header = [
    'group',
    'people',
    'comparisons of strangers',
    'pairs of people',
    'of the same person',
    'captures without a template',
  ];
  const rest = html`<p>People without a label of a group: ${whole(unlabelledSubjects)}. They count in “all” only.</p>`;
  return html`${table('Groups; strangers are compared within a group, “all” also holds those across groups', header, rows)}${rest}`;
}

/** What the numbers above do not speak of; the gaps of this very measurement first. */
export function notTested({ calibration, verdicts }: CalibrationResult): string[] {
  const { groups } = calibration;
  return [
    ...verdicts
      .filter(({ threshold }) => threshold === null)
      .map(({ fmr }) => `a false match rate of ${power(fmr)}: unsupported, see above`),
    ...groups
      .filter(({ genuinePairs }) => genuinePairs === 0)
      .map(({ name }) => `${name}: how often the right customer is refused`),
    ...(groups.at(-1)!.acquisition
      ? []
      : ['failure to acquire: captures from which no template came were not counted']),
    ...(groups.length === 1 ? ['differences between groups of customers: no subject has a label'] : []),
    'identical twins and close relatives, unless the source says that they are among the people measured',
    'ageing: the time between two captures of a person, unless the source states it',
    'attacks with pictures and masks: see the report of `tellersight pad report`',
    'the cameras, the light and the customers of a certain terminal, unless the captures come from it',
  ];
}
