// Measures the reference pack on folders of JPEG pictures and writes calibration.json and pad-calibration.json beside its
// manifest, with the product's own detector, crops and alignment. Development figures: the pictures are research sets.
//
//   node models/reference/calibrate.ts --packs DIR --data DIR --second FILE [--only pad|match]
//
// DIR of --data holds rgb-live/ rgb-print/ ir-live/ ir-attack/ (whole frames or NIR chips), faces-<group>/ (aligned
// 112 x 112, one picture per person) and labelled/ (<person>-<n>.jpg, aligned). A pair of faces that a second embedder
// (--second FILE, 112 x 112, (x - 127.5) / 127.5, 512-d) takes for one person is left out: the sets have no identities.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { upper95 } from '../../src/lib/clopperPearson.ts';
import { decodeJpeg, resample } from '../../src/vision/native.ts';
import type { ModelEntry } from '../../src/vision/pack/manifest.ts';
import { Model } from '../../src/vision/pack/model.ts';
import { Pack } from '../../src/vision/pack/pack.ts';
import { detect } from '../../src/vision/stages/detect.ts';
import { cosine, embed } from '../../src/vision/stages/embed.ts';
import { liveness } from '../../src/vision/stages/liveness.ts';

const { values } = parseArgs({
  options: {
    packs: { type: 'string' },
    data: { type: 'string' },
    second: { type: 'string' },
    only: { type: 'string' },
  },
});
const { packs = '', data = '', second = '', only } = values;
const SAME_PERSON = 0.5;
const DRAWS = 300;
const POINTS = 50;

const pack = await Pack.load('reference', packs);
const files = (folder: string) => readdirSync(join(data, folder)).sort();
const read = (folder: string, file: string) => decodeJpeg(readFileSync(join(data, folder, file)));

// ---- liveness ----

async function logits(role: 'padRgb' | 'padIr', folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const file of files(folder)) {
    const picture = read(folder, file);
    const { face } = await detect(pack.of('detect')[0]!, picture);
    const value = face ? await liveness(pack.of(role), picture, face) : null;
    if (value !== null) found.push(value);
  }
  process.stderr.write(`${folder}: ${found.length} of ${files(folder).length} with a face\n`);
  return found.sort((a, b) => a - b);
}

/** The operating point is the models' own even odds, fixed beforehand; what it costs is measured. */
const threshold = 0;

function padChannel(role: 'padRgb' | 'padIr', live: number[], attack: number[], species: string, source: string) {
  const errors = attack.filter((logit) => logit >= threshold).length;
  const rejected = live.filter((logit) => logit < threshold).length;
  return {
    modelSha256: pack.of(role)[0]!.entry.sha256,
    threshold,
    species: [
      {
        name: species,
        presentations: attack.length,
        errors,
        apcer: errors / attack.length,
        upper95: upper95(errors, attack.length),
      },
    ],
    bpcer: { n: live.length, errors: rejected, rate: rejected / live.length, upper95: upper95(rejected, live.length) },
    source,
  };
}

async function calibratePad(): Promise<void> {
  const rgb = padChannel(
    'padRgb',
    await logits('padRgb', 'rgb-live'),
    await logits('padRgb', 'rgb-print'),
    'print-webcam',
    'Webcam frames of 9 people and of their printed photographs (research set, one camera). Threshold: even odds of the models themselves, not chosen on these frames. Frames of one person are not independent: the bounds are optimistic.',
  );
  const ir = padChannel(
    'padIr',
    await logits('padIr', 'ir-live'),
    await logits('padIr', 'ir-attack'),
    'print-cut-mask-mannequin-nir',
    'Tight NIR chips of people and of prints, cut prints, masks and mannequins (research set, the model was trained on pictures of this source). Threshold: even odds of the model itself. Chips where the detector finds no face are left out.',
  );
  writeFileSync(
    new URL('./pad-calibration.json', import.meta.url),
    `${JSON.stringify({ schema: 'pad-calibration@1', rgb, ir }, null, 1)}\n`,
  );
  process.stderr.write(
    `PAD: ${JSON.stringify([rgb, ir].map((c) => [c.threshold, c.species[0]?.apcer, c.bpcer.rate]))}\n`,
  );
}

// ---- matching ----

async function embeddings(model: Model, folder: string): Promise<Float32Array[]> {
  const { output } = model.entry;
  const dimensions = output.kind === 'embedding' ? output.dimensions : 0;
  const found: Float32Array[] = [];
  for (const file of files(folder)) {
    const picture = read(folder, file);
    resample(picture, { x: 0, y: 0, width: picture.width, height: picture.height }, model.spec, model.input);
    const own = new Float32Array(dimensions);
    await embed(model, model.input, own);
    found.push(own);
  }
  return found;
}

const own = pack.of('embed')[0]!;
const secondBytes = second ? readFileSync(second) : Buffer.alloc(0);
const secondEntry: ModelEntry = {
  ...own.entry,
  file: 'second.onnx',
  sha256: createHash('sha256').update(secondBytes).digest('hex'),
  bytes: secondBytes.length,
  input: { ...own.entry.input, name: 'input.1', mean: [127.5], scale: [1 / 127.5] },
  output: { kind: 'embedding', name: 'output', dimensions: 512 },
};
const other = only === 'pad' ? null : await Model.load(secondEntry, secondBytes, 1);

async function group(name: string) {
  const folder = `faces-${name}`;
  const mine = await embeddings(own, folder);
  const theirs = await embeddings(other!, folder);
  const scores: { score: number; a: number; b: number }[] = [];
  let pairs = 0;
  for (let a = 0; a < mine.length; a++) {
    for (let b = a + 1; b < mine.length; b++) {
      if (cosine(theirs[a]!, theirs[b]!) > SAME_PERSON) continue;
      pairs++;
      scores.push({ score: cosine(mine[a]!, mine[b]!), a, b });
    }
  }
  scores.sort((x, y) => y.score - x.score);
  const most = Math.max(2, Math.round(pairs * 1e-2));
  const counts = [...new Set(Array.from({ length: POINTS }, (_, i) => Math.round(most ** (i / (POINTS - 1)))))];
  // errors = how many scores lie at or above the threshold; the first point has none.
  const thresholds = [
    { threshold: Math.ceil(scores[0]!.score * 1e4 + 1) / 1e4, errors: 0 },
    ...counts.map((count) => {
      const threshold = Math.ceil(scores[count - 1]!.score * 1e4) / 1e4;
      return { threshold, errors: scores.findIndex((entry) => entry.score < threshold) };
    }),
  ];
  const points = [...new Map(thresholds.map((point) => [point.threshold, point])).values()].map((point) => ({
    ...point,
    fmr: point.errors / pairs,
    upper95: Math.max(upper95(point.errors, pairs), bootstrap(scores, point.errors, mine.length)),
    method: 'max(clopper-pearson, subject-bootstrap)',
  }));
  process.stderr.write(`${name}: ${pairs} pairs, highest impostor ${scores[0]!.score.toFixed(3)}\n`);
  points.sort((x, y) => x.threshold - y.threshold);
  return { name, subjects: mine.length, impostorPairs: pairs, genuinePairs: 0, points };
}

let state = 1;
/** Deterministic numbers 0..1, so that the file can be made again. */
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return (state >>> 0) / 2 ** 32;
}

/** Upper 95 % of the error rate over redrawn people (R7): a pair of people drawn m and k times counts m * k times. */
function bootstrap(scores: readonly { a: number; b: number }[], errors: number, people: number): number {
  const rates: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const times = new Uint16Array(people);
    for (let i = 0; i < people; i++) times[Math.floor(random() * people)]!++;
    let hit = 0;
    for (let i = 0; i < errors; i++) hit += times[scores[i]!.a]! * times[scores[i]!.b]!;
    let squares = 0;
    for (const m of times) squares += m * m;
    rates.push(hit / ((people * people - squares) / 2));
  }
  rates.sort((x, y) => x - y);
  return rates[Math.floor(0.95 * DRAWS)]!;
}

async function calibrateMatch(): Promise<void> {
  const groups = [];
  for (const name of ['white', 'black', 'asian', 'indian', 'other']) groups.push(await group(name));

  // Genuine pairs of the labelled people: the share that falls below a threshold.
  const labelled = await embeddings(own, 'labelled');
  const people = files('labelled').map((file) => file.split('-')[0]);
  const genuine: number[] = [];
  for (let a = 0; a < labelled.length; a++) {
    for (let b = a + 1; b < labelled.length; b++) {
      if (people[a] === people[b]) genuine.push(cosine(labelled[a]!, labelled[b]!));
    }
  }
  const report = groups.map((entry) => ({
    ...entry,
    points: entry.points.map((point) => {
      const missed = genuine.filter((score) => score < point.threshold).length;
      return { ...point, fnmr: missed / genuine.length, fnmrUpper95: upper95(missed, genuine.length) };
    }),
    genuinePairs: genuine.length,
  }));
  const calibration = {
    schema: 'calibration@1',
    modelSha256: own.entry.sha256,
    created: new Date().toISOString(),
    comparison: 'cosine',
    source:
      'Research photographs without identities (different pictures count as different people; pairs that a second embedder takes for one person are left out) and, for misses, labelled photographs of 24 people. Aligned pictures, not a camera rig: a development figure.',
    groups: report,
  };
  writeFileSync(new URL('./calibration.json', import.meta.url), `${JSON.stringify(calibration)}\n`);
}

if (only !== 'match') await calibratePad();
if (only !== 'pad') await calibrateMatch();
await other?.release();
await pack.release();
