import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { IR_CAMERA, RGB_CAMERA } from './camera.ts';
import { alignment, boxCrop, cropOf, intoCrop, type Similarity, yuyvToRgb } from './crop.ts';
import { type FaceLabel, labelsOf } from './labels.ts';
import { Random } from './random.ts';
import { Scene } from './scene.ts';
import { KINDS, type Kind } from './spec.ts';
import { Surface } from './surface.ts';
import { variedSpec } from './variety.ts';

const USAGE = `Renders labelled frame pairs for training.

  node render.ts --out DIR --count N [options]

  --seed S          first scene seed (default 1); pair i uses S + i
  --identity I      first identity seed (default 1000)
  --views V         pairs per identity, one after another (default 8)
  --kinds a,b,...   ${KINDS.join(', ')} (default live); pair i takes kind i mod n
  --unlit F         share of pairs whose IR frame has the emitter off (default 0)
  --crops aligned   instead of frames: five-point aligned crops (the 112 template centred in --size)
  --crops box       instead of frames: upright squares of --scale x the longer side of the face box
  --size P          crop size in pixels (default 128)
  --scale F         see --crops box (default 2.7)

Output: labels.jsonl (one object per pair, same order) and
  frames: rgb.yuyv (640*480*2 bytes each), ir.grey (640*480 bytes each)
  crops:  rgb.crops (size*size*3 bytes each, RGB), ir.crops (size*size bytes each)
In crop mode "crop" holds the landmarks in crop pixels; a pair with nobody in it is skipped.
`;

export interface RenderOrder {
  out: string;
  count: number;
  seed: number;
  identity: number;
  views: number;
  kinds: Kind[];
  unlit: number;
  crops: 'none' | 'aligned' | 'box';
  size: number;
  scale: number;
}

/** Writes the pairs of an order; returns how many were written. */
export function render(order: RenderOrder): number {
  const { crops, size } = order;
  mkdirSync(order.out, { recursive: true });
  const names = crops === 'none' ? ['rgb.yuyv', 'ir.grey'] : ['rgb.crops', 'ir.crops'];
  const [rgbFile, irFile, labelFile] = [...names, 'labels.jsonl'].map((n) => openSync(join(order.out, n), 'w')) as [
    number,
    number,
    number,
  ];
  const surfaces = { rgb: new Surface(640, 480, 3), ir: new Surface(640, 480, 1) };
  let written = 0;
  for (let i = 0; i < order.count; i++) {
    const seed = order.seed + i;
    const r = new Random(seed, 0xba7c4);
    const person = order.identity + Math.floor(i / order.views);
    const kind = order.kinds[i % order.kinds.length]!;
    // an attack shows this person's face, held by the next one; the other way round there is only the person
    const attack = kind === 'print' || kind === 'eyeholes' || kind === 'cutout' || kind === 'tablet';
    const spec = variedSpec(kind, attack ? person + 1 : person, person, seed);
    const scene = new Scene(spec, surfaces);
    const frame = r.int(3000);
    const lit = !r.chance(order.unlit);
    const stage = scene.stage(frame);
    const labels = labelsOf(stage);
    if (crops !== 'none' && !labels) continue;
    const rgb = scene.rgb(frame, stage);
    const ir = scene.ir(frame, lit, stage);
    const line: Record<string, unknown> = {
      index: written,
      kind,
      identity: spec.identity,
      target: attack ? spec.target : null,
      face: person,
      seed,
      frame,
      illuminator: lit ? 1 : 0,
      pose: { yaw: stage.pose.yaw, pitch: stage.pose.pitch, roll: stage.pose.roll, distance: stage.pose.at[2] },
      expression: stage.pose.expression,
      ink: attack ? spec.ink : null,
      ambientIr: spec.ambientIr,
      rgb: labels?.rgb ?? null,
      ir: labels?.ir ?? null,
    };
    if (crops === 'none') {
      writeSync(rgbFile, rgb);
      writeSync(irFile, ir);
    } else {
      const map = (l: FaceLabel): Similarity =>
        crops === 'aligned' ? alignment(l.landmarks, size) : boxCrop(l.box, order.scale, size);
      const [a, b] = [map(labels!.rgb), map(labels!.ir)];
      writeSync(
        rgbFile,
        cropOf(yuyvToRgb(rgb, RGB_CAMERA.width, RGB_CAMERA.height), RGB_CAMERA.width, RGB_CAMERA.height, 3, a, size),
      );
      writeSync(irFile, cropOf(ir, IR_CAMERA.width, IR_CAMERA.height, 1, b, size));
      line.crop = {
        rgb: labels!.rgb.landmarks.map((p) => intoCrop(a, p).map((v) => Math.round(v * 100) / 100)),
        ir: labels!.ir.landmarks.map((p) => intoCrop(b, p).map((v) => Math.round(v * 100) / 100)),
      };
    }
    writeSync(labelFile, `${JSON.stringify(line)}\n`);
    written++;
  }
  for (const file of [rgbFile, irFile, labelFile]) closeSync(file);
  return written;
}

function orderFrom(argv: string[]): RenderOrder {
  const { values } = parseArgs({
    args: argv,
    options: {
      out: { type: 'string' },
      count: { type: 'string' },
      seed: { type: 'string', default: '1' },
      identity: { type: 'string', default: '1000' },
      views: { type: 'string', default: '8' },
      kinds: { type: 'string', default: 'live' },
      unlit: { type: 'string', default: '0' },
      crops: { type: 'string', default: 'none' },
      size: { type: 'string', default: '128' },
      scale: { type: 'string', default: '2.7' },
    },
  });
  const number = (name: string, text: string | undefined, from: number, to: number) => {
    const v = Number(text);
    if (text === undefined || !(v >= from && v <= to))
      throw new RangeError(`--${name} must be a number from ${from} to ${to}`);
    return v;
  };
  const kinds = values.kinds.split(',') as Kind[];
  for (const k of kinds)
    if (!KINDS.includes(k)) throw new RangeError(`--kinds: no kind '${k}'; known: ${KINDS.join(', ')}`);
  const { crops } = values;
  if (crops !== 'none' && crops !== 'aligned' && crops !== 'box')
    throw new RangeError('--crops must be aligned or box');
  if (!values.out) throw new RangeError('--out DIR is missing');
  return {
    out: values.out,
    kinds,
    crops,
    count: number('count', values.count, 1, 1e7),
    seed: number('seed', values.seed, 0, 2 ** 40),
    identity: number('identity', values.identity, 0, 2 ** 32),
    views: number('views', values.views, 1, 1e6),
    unlit: number('unlit', values.unlit, 0, 1),
    size: number('size', values.size, 16, 640),
    scale: number('scale', values.scale, 0.5, 6),
  };
}

if (import.meta.main) {
  try {
    const order = orderFrom(process.argv.slice(2));
    process.stdout.write(`${render(order)} pairs in ${order.out}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
}
