// npm run margins -- [--pack NAME --packs DIR] [--people N] [--varied] [--json | --markdown | --write]
//
// How well a pack sees the heads of the scene simulator and tells attacks, with the distance to every threshold.
// Simulated input: it tests the code path and the pack, not a rig. --write puts the tables into docs/margins.md.
import { parseArgs } from 'node:util';
import { loadConfig } from '../../src/config/load.ts';
import { profilePath } from '../../src/simulator/demo/settings.ts';
import { limits } from '../../src/teller/policy/limits.ts';
import { Pack } from '../../src/vision/pack/pack.ts';
import { reviewLimits } from '../../src/vision/review/reviewPairs.ts';
import { summariseMatching } from './margins/matching.ts';
import { measure } from './margins/measure.ts';
import { PAIRS } from './margins/observer.ts';
import { requireBlock, writeBlock } from './margins/page.ts';
import { summariseKinds } from './margins/summary.ts';
import { asMarkdown, asText } from './margins/table.ts';
import { liveness, matching, seeing, verdicts } from './margins/tables.ts';

const { values } = parseArgs({
  options: {
    pack: { type: 'string', default: 'default' },
    packs: { type: 'string' },
    people: { type: 'string', default: '40' },
    varied: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

const { policy, vision } = loadConfig({ files: [profilePath], environment: {} }).config;
const rig = { offsetX: vision.rig_offset_x, offsetY: vision.rig_offset_y };
const pack = await Pack.load(values.pack, values.packs);
const a = reviewLimits(pack, policy.tier_a_fmr);
const b = reviewLimits(pack, policy.tier_b_fmr);
const points = {
  policy,
  maxSkewMs: vision.max_skew_ms,
  pad: { rgb: a.padRgb, ir: a.padIr },
  tierA: a.match,
  tierB: b.match,
};
const setting = values.varied ? 'varied' : 'demo';
const { name, manifestSha256 } = pack.identity;
const block = `${name} ${setting}`;
if (values.write) requireBlock(block);
const begun = performance.now();
const progress = (text: string) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`);
const measured = await measure(pack, rig, Number(values.people), setting, progress);
progress('');
const seconds = (performance.now() - begun) / 1000;
const kinds = summariseKinds(measured, points);
const match = summariseMatching(measured, [
  { fmr: policy.tier_a_fmr, threshold: points.tierA },
  { fmr: policy.tier_b_fmr, threshold: points.tierB },
]);
const { people, enrolled } = measured;
await pack.release();

if (values.json) {
  const about = { pack: name, manifestSha256, people, enrolled, setting, pairsPerPresentation: PAIRS };
  console.log(JSON.stringify({ schema: 'margins@1', ...about, pad: points.pad, kinds, match }));
} else {
  const show = values.markdown || values.write ? asMarkdown : asText;
  const scenes = setting === 'varied' ? 'scenes all over the range of training' : 'scenes as in the demo';
  const about = `Pack ${name} (manifest ${manifestSha256.slice(0, 12)}), ${people} people, ${enrolled} enrolled, ${PAIRS} pairs per presentation, ${scenes}.`;
  const tables = [
    seeing(kinds, points, limits.minIrDifference),
    liveness(kinds, points),
    matching(match),
    verdicts(kinds),
  ];
  const text = [`${about}\n`, ...tables.map(show)].join('\n');
  if (values.write) writeBlock(block, text);
  else console.log(text);
  if (!values.markdown) console.log(`measured in ${seconds.toFixed(0)} s`);
}
