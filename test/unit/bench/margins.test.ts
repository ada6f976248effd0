import t from 'tap';
import { seeds } from '../../../src/simulator/demo/cast.ts';
import { KINDS } from '../../../src/simulator/scene/spec.ts';
import { castOf, sceneOf } from '../../bench/margins/cast.ts';
import { summariseMatching } from '../../bench/margins/matching.ts';
import { withBlock } from '../../bench/margins/page.ts';
import { asMarkdown, asText } from '../../bench/margins/table.ts';

t.test('the cast: the demo is in it, nobody twice, nobody a model was trained on', async (t) => {
  const cast = castOf(400);
  const everybody = cast.flatMap(({ person, stranger }) => [person, stranger]);
  t.equal(new Set(everybody).size, 800);
  t.ok(everybody.every((seed) => seed < 1000));
  for (const seed of Object.values(seeds)) t.ok(cast.some(({ person }) => person === seed));
  t.throws(() => castOf(401));
  t.throws(() => castOf(3));
  t.throws(() => castOf(Number.NaN));
});

t.test('scenes: every presentation has a seed of its own, strangers hold the pictures', async (t) => {
  const cast = castOf(400);
  const scenes = (['demo', 'varied'] as const).flatMap((setting) =>
    KINDS.flatMap((kind, k) => cast.map((who, i) => sceneOf(kind, k, i, who, setting))),
  );
  t.equal(new Set(scenes.map(({ seed }) => seed)).size, scenes.length);
  const who = cast[0]!;
  t.equal(sceneOf('live', 0, 0, who, 'demo').identity, who.person);
  const print = sceneOf('print', 2, 0, who, 'demo');
  t.same([print.identity, print.target], [who.stranger, who.person]);
});

t.test('matching: counts and distances by hand', async (t) => {
  const measured = { genuine: [0.9, 0.5, 0.7], impostor: [-0.1, 0.6, 0.2, 0.1] };
  const match = summariseMatching(measured, [
    { fmr: 1e-4, threshold: 0.6 },
    { fmr: 1e-5, threshold: null },
  ]);
  t.equal(match.tiers.length, 1, 'a rate that is not supported has no row');
  const tier = match.tiers[0]!;
  t.same([tier.refused.errors, tier.refused.n], [1, 3], '0.5 is below');
  t.same([tier.accepted.errors, tier.accepted.n], [1, 4], '0.6 is at the threshold: that is a match');
  t.ok(Math.abs(tier.genuineMinAbove + 0.1) < 1e-9, 'the smallest is 0.1 short');
  t.ok(Math.abs(tier.impostorMaxBelow) < 1e-9, 'nothing left between');
});

t.test('tables', async (t) => {
  const table = { title: 'T', header: ['kind', 'n'], rows: [['live', '40']] };
  t.equal(asMarkdown(table), '**T**\n\n| kind | n |\n| --- | ---: |\n| live | 40 |\n');
  t.equal(asText(table), 'T\nkind   n\nlive  40\n');
});

t.test('a block of the page is replaced, nothing else', async (t) => {
  const page = 'a\n<!-- margins x demo -->\nold\n<!-- end -->\nb\n<!-- margins y demo -->\nkept\n<!-- end -->\n';
  const wanted = 'a\n<!-- margins x demo -->\n\nnew\n\n<!-- end -->\nb\n<!-- margins y demo -->\nkept\n<!-- end -->\n';
  t.equal(withBlock(page, 'x demo', 'new\n\n'), wanted);
  t.equal(withBlock(wanted, 'x demo', 'new'), wanted, 'again changes nothing');
  t.throws(() => withBlock(page, 'z demo', 'new'), RangeError);
});
