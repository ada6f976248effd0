import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { padFigures } from '../../../src/calibration/pad/padFigures.ts';
import type { Decision, Presentation } from '../../../src/calibration/pad/presentation.ts';
import { readPresentations } from '../../../src/calibration/pad/readPresentations.ts';
import { padGaps, padPage } from '../../../src/calibration/report/padPage.ts';
import type { TellersightError } from '../../../src/lib/errors.ts';

function some(n: number, species: string | null, decision: Decision, matchScore: number | null = null): Presentation[] {
  return Array.from({ length: n }, () => ({ species, level: species ? 'A' : '', decision, matchScore }));
}

/** 150 prints, 5 taken for live, of which 2 match; 40 videos, 20 without answer, 4 taken for live; 100 people, 3 refused. */
const test = [
  ...some(145, 'print', 'attack', 0.9),
  ...some(2, 'print', 'live', 0.6),
  ...some(3, 'print', 'live', 0.4),
  ...some(20, 'video', 'none'),
  ...some(16, 'video', 'attack'),
  ...some(4, 'video', 'live'),
  ...some(92, null, 'live'),
  ...some(3, null, 'attack'),
  ...some(5, null, 'none'),
];

t.test('per species, by hand', async (t) => {
  const figures = padFigures(test, 0.5);
  const [video, print] = figures.species;
  t.strictSame([video!.species, print!.species], ['video', 'print'], 'the worst first');
  t.match(print, { presentations: 150, apcer: { errors: 5, n: 150 }, apnrr: { errors: 0 }, enough: true });
  t.equal((100 * print!.apcer!.upper95).toFixed(2), '6.88', '5 of 150 is the last below 7 %');
  t.match(print!.iapar, { errors: 2, n: 150 });
  // Silence does not dilute: 4 of the 20 that got an answer, not 4 of 40.
  t.match(video, {
    presentations: 40,
    apcer: { errors: 4, n: 20, rate: 0.2 },
    apnrr: { errors: 20, n: 40 },
    enough: false,
  });
  t.equal(video!.iapar, null, 'no match score: not tested');
  t.equal(figures.worst!.species, 'video');
  t.equal(figures.worstIapar!.species, 'print');
  t.match(figures.bonaFide, { presentations: 100, bpcer: { errors: 3, n: 95 }, bpnrr: { errors: 5, n: 100 } });
});

t.test('R10: seven rows, five of them not tested', async (t) => {
  const figures = padFigures(test, 0.5);
  t.equal(figures.types.length, 7);
  const tested = figures.types.filter(({ species }) => species.length > 0).map(({ type }) => type);
  t.strictSame(tested, ['full photo', 'video']);
  t.equal(padGaps(figures).filter((gap) => gap.startsWith('attack type of')).length, 5);
  const page = padPage(figures, '<script>alert(1)</script>', new Date(0), null);
  t.equal(page.match(/<td><strong class="warn">not tested<\/strong><\/td>\n<td><\/td>\n<td><\/td>/g)?.length, 5);
  t.notMatch(page, /<script/, 'words of the user stay words');
});

t.test('the worst species per level is no mean', async (t) => {
  const high = some(10, 'mask', 'attack').map((one) => ({ ...one, level: 'B' }));
  const { worstPerLevel, worst } = padFigures([...test, ...high], null);
  t.strictSame(
    worstPerLevel.map(({ level, species }) => [level, species.species]),
    [
      ['A', 'video'],
      ['B', 'mask'],
    ],
  );
  t.equal(worst!.apcer!.rate, 0.2);
});

t.test('taken for live without a score counts as accepted', async (t) => {
  const figures = padFigures([...some(1, 'mask', 'live'), ...some(1, 'mask', 'live', 0.1)], 0.5);
  t.match(figures.species[0]!.iapar, { errors: 1, n: 2 });
});

t.test('nothing answered: no rate is made up', async (t) => {
  const [species] = padFigures(some(9, 'mask', 'none'), null).species;
  t.equal(species!.apcer, null);
  t.match(species!.apnrr, { errors: 9, n: 9, upper95: 1 });
});

const folder = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'pad.csv');
const read = (text: string, limits: { rgb: number; ir: number } | null = null) => {
  writeFileSync(path, text);
  return readPresentations(path, limits);
};

t.test('decisions from scores: both channels must pass, at or above their thresholds', async (t) => {
  const rows = ['a,print,A,1,2', 'b,print,A,0.9,2', 'c,print,A,1,1.9', 'd,bona-fide,,5,5', 'e,bona-fide,,,'];
  const found = await read(`presentation,species,pai_level,rgb_score,ir_score\n${rows.join('\n')}\n`, {
    rgb: 1,
    ir: 2,
  });
  t.strictSame(
    found.map(({ species, decision }) => [species, decision]),
    [
      ['print', 'live'],
      ['print', 'attack'],
      ['print', 'attack'],
      [null, 'live'],
      [null, 'none'],
    ],
  );
});

t.test('what is wrong is named with its line', async (t) => {
  const head = 'presentation,species,pai_level,decision,match_score';
  const refused = async (text: string) => {
    const error = await read(text).catch((caught: TellersightError) => caught);
    if (Array.isArray(error)) throw new Error('it was taken');
    return `${error.code} ${error.message.replace(path, 'FILE')}`;
  };
  t.match(await refused(`${head}\n1,print,A,spoof,\n`), 'PRESENTATIONS_INVALID FILE:2: decision must be');
  t.match(await refused(`${head}\n1,print,A,live,\n1,print,A,live,\n`), 'FILE:3: the presentation is listed twice');
  t.match(await refused(`${head}\n1,print,A,live,\n2,print,B,live,\n`), 'FILE:3: the species has another pai_level');
  t.match(await refused(`${head}\n1,print,A,live,2\n`), 'FILE:2: match_score is no cosine');
  t.match(await refused(`${head}\n1,print,A,live,x\n`), 'FILE:2: match_score is no number');
  t.match(await refused(`${head}\n1,print,A\n`), 'FILE:2: 5 fields');
  t.match(await refused(`${head}\n1,<b>,A,live,\n`), 'FILE:2: a label has');
  t.match(await refused(`${head}\n`), 'there is no presentation');
  t.match(await refused('presentation,species\n'), 'FILE:1: the column pai_level is missing');
  t.match(await refused(`${head},iris\n`), 'FILE:1: there is no column "iris"');
  t.match(await refused('presentation,species,pai_level,rgb_score,ir_score\n'), 'FILE:1: scores without decisions');
});
