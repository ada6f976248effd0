import { ENOUGH_PRESENTATIONS, type PadFigures, type Proportion, type SpeciesFigures } from '../pad/padFigures.ts';
import { type Html, html, list, page, picture, table, warn } from './html.ts';
import { atMost, share, whole } from './words.ts';

/** Attack report for the one who answers for the risk. */
export function padPage(figures: PadFigures, source: string, created: Date, plot: string | null): string {
  const { species, bonaFide, types, worstPerLevel } = figures;
  return page('How often does an attack with a picture or a mask pass?', [
    html`<p>${whole(species.reduce((sum, one) => sum + one.presentations, 0))} attack presentations of
${species.length} kinds (species) and ${whole(bonaFide.presentations)} by people as themselves. Where they come from: ${source}</p>`,
    html`<h2>In plain words</h2>`,
    html`<ul>${inWords(figures).map((words) => html`<li>${words}</li>`)}</ul>`,
    html`<h2>Per species, the worst first</h2>`,
    table(
      'Attack presentations (ISO/IEC 30107-3)',
      [
        'species',
        'attack potential',
        'taken for live (APCER)',
        'at most (95 %)',
        'no response (APNRR)',
        'taken for live and matched (IAPAR)',
        'at most (95 %)',
        'note',
      ],
      species.map(speciesRow),
    ),
    plot === null ? html`<p>${warn('No attack was presented.')}</p>` : picture(plot),
    html`<h2>Worst species per attack potential</h2>`,
    table(
      'The rate of an attack potential is that of its worst species, never a mean',
      ['attack potential', 'species', 'APCER', 'at most (95 %)'],
      worstPerLevel.map(({ level, species: worst }) => [
        level === '' ? 'not stated' : level,
        worst.species,
        counted(worst.apcer),
        bound(worst.apcer),
      ]),
    ),
    html`<h2>People as themselves</h2>`,
    table(
      'Bona fide presentations',
      ['what', 'count', 'at most (95 %)'],
      [
        ['taken for an attack (BPCER)', counted(bonaFide.bpcer), bound(bonaFide.bpcer)],
        ['no response (BPNRR)', counted(bonaFide.bpnrr), bound(bonaFide.bpnrr)],
      ],
    ),
    html`<h2>The seven attack types of GB/T 41987-2022</h2>`,
    table(
      'A type is tested when a species of it was presented',
      ['type', 'species', 'taken for live (APCER)', 'at most (95 %)'],
      types.flatMap(({ type, species: own }): (string | Html)[][] =>
        own.length === 0
          ? [[type, warn('not tested'), '', '']]
          : own.map((one) => [type, one.species, counted(one.apcer), bound(one.apcer)]),
      ),
    ),
    html`<h2>Not tested</h2>`,
    list(padGaps(figures)),
    html`<h2>How it was computed</h2>`,
    html`<p>Bounds after Clopper and Pearson, one-sided 95 %. APCER and BPCER are of the presentations that got an answer, so
that silence does not make a detector look better; IAPAR is of all, as a presentation without an answer is not accepted. An
attack taken for live without a match score counts as matched. The bounds take presentations as independent; many by one
person or with one artefact are not, and the truth may then lie above them. Made ${created.toISOString()}.</p>`,
  ]);
}

function inWords({ worst, worstIapar, bonaFide, types }: PadFigures): Html[] {
  const untested = types.filter(({ species }) => species.length === 0).map(({ type }) => type);
  return [
    worst
      ? html`The attack that works best, “${worst.species}”, was taken for a living person ${counted(worst.apcer)} times: at most ${bound(worst.apcer)}.`
      : html`Attacks: ${warn('not tested')}.`,
    worstIapar
      ? html`Detection and face match together were passed best by “${worstIapar.species}”, ${counted(worstIapar.iapar)} times: at most ${bound(worstIapar.iapar)}.`
      : html`Detection and face match together: ${warn('not tested')}.`,
    bonaFide.bpcer
      ? html`Living people were refused ${counted(bonaFide.bpcer)} times: at most ${bound(bonaFide.bpcer)}.`
      : html`How often living people are refused: ${warn('not tested')}.`,
    untested.length === 0
      ? html`All seven attack types of GB/T 41987-2022 were presented.`
      : html`Attack types that were ${warn('not tested')}: ${untested.join(', ')}.`,
  ];
}

function speciesRow(one: SpeciesFigures): (string | Html)[] {
  const few = `fewer than ${ENOUGH_PRESENTATIONS} answers: too few to claim this species`;
  const match = one.iapar ? [counted(one.iapar), bound(one.iapar)] : [warn('not tested'), ''];
  const level = one.level === '' ? 'not stated' : one.level;
  return [
    one.species,
    level,
    counted(one.apcer),
    bound(one.apcer),
    counted(one.apnrr),
    ...match,
    one.enough ? '' : few,
  ];
}

function counted(proportion: Proportion | null): string {
  if (!proportion) return 'none';
  const { errors, n, rate } = proportion;
  return `${whole(errors)} of ${whole(n)} (${share(rate)})`;
}

function bound(proportion: Proportion | null): string {
  return proportion ? atMost(proportion.upper95) : '';
}

/** What the counts do not speak of; the gaps of this very test first. */
export function padGaps({ species, types, bonaFide, otherSpecies }: PadFigures): string[] {
  return [
    ...types.filter((row) => row.species.length === 0).map(({ type }) => `attack type of GB/T 41987-2022: ${type}`),
    ...species
      .filter(({ enough }) => !enough)
      .map((one) => `${one.species}: fewer than ${ENOUGH_PRESENTATIONS} answers`),
    ...species
      .filter(({ iapar }) => iapar === null)
      .map((one) => `${one.species}: detection and match together (IAPAR)`),
    ...(bonaFide.bpcer ? [] : ['how often living people are refused: no bona fide presentation got an answer']),
    ...otherSpecies.map((name) => `whether ${name} is one of the seven types: its name does not say so`),
    'injection behind the camera (CEN/TS 18099): no presentation attack, and not part of this test',
    'species that were not presented',
  ];
}
