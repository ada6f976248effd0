import { bufferPlan } from '../../../../src/vision/capture/bufferPlan.ts';
import type { Frame } from '../../../../src/vision/capture/frameSource.ts';
import { FramePairer, type UnpairedReason } from '../../../../src/vision/capture/pairing.ts';
import { CameraPair, type CameraPairOptions } from './cameraPair.ts';

export interface PairingScore {
  readonly frames: number;
  readonly pairs: number;
  /** Pairs whose exposures do not belong together. */
  readonly wrong: readonly string[];
  readonly pairable: number;
  /** Of the pairable frames. */
  readonly paired: number;
  readonly unpaired: Readonly<Record<UnpairedReason, number>>;
  /** Frames that were neither handed out nor given back exactly once. */
  readonly lost: number;
  readonly mostHeld: number;
  readonly offsetUs: number;
  readonly driftPpm: number;
}

const MAX_SKEW_US = 50_000;

/** Sends two cameras through a pairer and holds the result against the truth. */
export function scorePairing(options: CameraPairOptions): PairingScore {
  const cameras = new CameraPair(options);
  const pairer = new FramePairer({ maxSkewUs: MAX_SKEW_US, fps: options.fps });
  // As with drivers that give what they are asked for.
  for (const channel of ['rgb', 'ir'] as const) {
    const plan = bufferPlan(options.fps[channel]);
    pairer.keep(channel, plan.waiting(plan.buffers));
  }
  const paired = { rgb: new Uint8Array(options.frames.rgb), ir: new Uint8Array(options.frames.ir) };
  const wrong: string[] = [];
  let [frames, pairs, out, lost, mostHeld] = [0, 0, 0, 0, 0];
  for (const { channel, index, stampUs } of cameras.arrivals()) {
    frames++;
    out++;
    let held = true;
    const frame: Frame = {
      channel,
      timestampUs: stampUs,
      sequence: index,
      illuminated: null,
      get picture(): never {
        throw new Error('pairing must not look at pictures');
      },
      release: () => {
        if (!held) lost++;
        held = false;
        out--;
      },
    };
    const pair = pairer.push(frame);
    mostHeld = Math.max(mostHeld, out);
    if (!pair) continue;
    const [rgb, ir] = [pair.rgb.sequence, pair.ir.sequence];
    const isWrong = !cameras.belong(rgb, ir) || Math.abs(pair.ir.timestampUs - pair.rgb.timestampUs) > MAX_SKEW_US;
    if (isWrong) wrong.push(`seed ${options.seed}: rgb ${rgb} with ir ${ir}`);
    else paired.rgb[rgb] = paired.ir[ir] = 1;
    pairs++;
    pair.rgb.release();
    pair.ir.release();
  }
  const { offsetUs, driftPpm } = pairer;
  pairer.clear();
  lost += out;
  let [pairable, found] = [0, 0];
  for (const { rgb, ir } of cameras.partners(MAX_SKEW_US)) {
    pairable += 2;
    // Where jitter hides which of two is nearer, the other one will do: it was found to belong, too.
    if (paired.rgb[rgb] || paired.ir[ir]) found += 2;
  }
  const given = Object.values(pairer.unpaired).reduce((sum, count) => sum + count, 0);
  lost += Math.abs(frames - 2 * pairs - given);
  return {
    frames,
    pairs,
    wrong,
    pairable,
    paired: found,
    unpaired: { ...pairer.unpaired },
    lost,
    mostHeld,
    offsetUs,
    driftPpm,
  };
}

const PHASES = [0, 0.1, -0.25, 0.4, -0.49, 0.5];
const JITTERS = [0, 300, 1000, 2500];
/** Free-running cameras, cheap oscillators, and worse than any. */
const DRIFTS = [0, 20, -200, 200, -1000];

/** One of the many ways two cameras can misbehave; every seed another one. */
export function trouble(seed: number, frames: number): CameraPairOptions {
  const pick = <T>(list: readonly T[], step: number): T => list[Math.floor(seed / step) % list.length]!;
  const fps = pick(
    [
      { rgb: 30, ir: 30 },
      { rgb: 30, ir: 15 },
      { rgb: 15, ir: 30 },
    ],
    1,
  );
  const share = frames / (fps.rgb + fps.ir);
  return {
    seed,
    frames: { rgb: Math.round(share * fps.rgb), ir: Math.round(share * fps.ir) },
    fps,
    ppm: { rgb: 0, ir: pick(DRIFTS, 2) },
    phaseUs: (pick(PHASES, 3) * 1e6) / Math.max(fps.rgb, fps.ir),
    jitterUs: pick(JITTERS, 5),
    drop: pick([0, 0.01, 0.05], 7),
    duplicate: 0.001,
    backwards: 0.0005,
    wild: 0.00002,
    phaseLeap: 0.00002,
    clockLeap: 0.00002,
  };
}
