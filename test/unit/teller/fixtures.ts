import { createHash } from 'node:crypto';
import { type Config, configSchema } from '../../../src/config/schema.ts';
import {
  type Calibration,
  type PadCalibration,
  parseCalibration,
  parsePadCalibration,
} from '../../../src/lib/calibration.ts';
import type { BundleClaims } from '../../../src/teller/bundle.ts';
import type { ClaimInput, FaceInput } from '../../../src/teller/policy/decide.ts';
import { fuse } from '../../../src/teller/policy/fuse.ts';
import { type Bit, toHalfBits } from '../../../src/teller/policy/illumination.ts';
import type { Face, FrameObservation } from '../../../src/vision/observation.ts';

export const EMBEDDER = 'ab'.repeat(32);
export const DIMENSIONS = 64;
export const SIZES = { rgb: { width: 640, height: 480 }, ir: { width: 640, height: 480 } };
export const CODE: readonly Bit[] = [1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0];
export const NOW_S = 1_800_000_000;

/** mulberry32: the same numbers on every machine, so that a failing set can be looked at again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function config(overrides: Record<string, unknown> = {}): Config {
  return configSchema.parse({
    terminal: { id: 'ATM-1', site: 'lab' },
    keys: { bank_verify: 'b', board_decrypt: 'd', board_sign: 's', token_hmac: 't', present_hmac: 'p' },
    fleet: { enabled: false },
    ...overrides,
  });
}

/** A unit vector that depends on the name only: one invented person. */
export function embeddingOf(person: string, dimensions = DIMENSIONS): Float32Array {
  const random = seeded(createHash('sha256').update(person).digest().readUInt32LE(0));
  const raw = Float32Array.from({ length: dimensions }, () => random() - 0.5);
  const norm = Math.hypot(...raw);
  return raw.map((value) => value / norm);
}

export function face(overrides: Partial<Face> = {}): Face {
  return {
    box: { x: 220, y: 120, width: 180, height: 220 },
    landmarks: [
      { x: 270, y: 200 },
      { x: 350, y: 200 },
      { x: 310, y: 245 },
      { x: 280, y: 290 },
      { x: 340, y: 290 },
    ],
    score: 0.9,
    ...overrides,
  };
}

export interface SceneOptions {
  readonly litLuma?: number;
  readonly unlitLuma?: number;
  readonly irFace?: boolean;
  readonly padRgb?: number | null;
  readonly padIr?: number | null;
  readonly correspondence?: number | null;
  readonly skewUs?: number;
  /** What the face really shows, if not what was sent. */
  readonly shown?: readonly Bit[];
}

/** One pair as a live customer gives it, exposed for one half-bit. */
export function pair(index: number, lit: boolean, shownLit: boolean, options: SceneOptions = {}): FrameObservation {
  const { litLuma = 90, unlitLuma = 35, irFace = true } = options;
  return {
    pair: index,
    rgbTimestampUs: index * 33_333,
    irTimestampUs: index * 33_333 + 4000,
    skewUs: options.skewUs ?? 4000,
    illuminated: lit,
    halfBit: index,
    faces: { rgb: 1, ir: shownLit && irFace ? 1 : 0 },
    rgb: {
      face: face(),
      quality: {
        ok: true,
        guidance: null,
        eyeDistance: 80,
        luma: 120,
        clippedLow: 0,
        clippedHigh: 0,
        sharpness: 200,
        yaw: 0,
        pitch: 0,
        roll: 0,
      },
    },
    ir: {
      face: shownLit && irFace ? face() : null,
      faceLuma: shownLit ? litLuma : unlitLuma,
      borderLuma: 20,
      clippedHigh: 0,
    },
    correspondence: shownLit && irFace ? (options.correspondence === undefined ? 0.05 : options.correspondence) : null,
    padRgb: index % 4 === 0 ? (options.padRgb === undefined ? 5 : options.padRgb) : null,
    padIr: lit && index % 4 < 2 ? (options.padIr === undefined ? 5 : options.padIr) : null,
  };
}

/** A whole capture: one pair per half-bit. */
export function capture(code: readonly Bit[] = CODE, options: SceneOptions = {}): FrameObservation[] {
  const shown = options.shown ? toHalfBits(options.shown) : toHalfBits(code);
  return toHalfBits(code).map((half, index) => pair(index, half === 1, shown[index] === 1, options));
}

export function claims(overrides: Partial<BundleClaims> = {}): BundleClaims {
  return {
    schema: 'bundle@1',
    iss: 'bank',
    aud: 'ATM-1',
    nonce: 'F'.repeat(32),
    iat: NOW_S,
    exp: NOW_S + 120,
    account: 'pseudonym-0001',
    idStatus: { status: 'valid', checkedAt: NOW_S },
    consent: { id: 'c1', version: '1', purpose: 'cardless-withdrawal' },
    phone: goodPhone(),
    limits: { maxMinor: 1_000_000, currency: 'CNY' },
    template: 'x',
    ...overrides,
  };
}

export function goodPhone(): NonNullable<BundleClaims['phone']> {
  const boundAt = NOW_S - 100 * 86_400;
  return { verified: true, nameMatched: true, boundAt, boundInOpeningSession: false, accountOpenedAt: boundAt - 1000 };
}

export function claimInput(overrides: Partial<ClaimInput> = {}): ClaimInput {
  return {
    policy: config().policy,
    claims: claims(),
    request: { amountMinor: 30_000, currency: 'CNY' },
    currency: 'CNY',
    illuminatorCoded: true,
    idStatusAgeS: 1,
    nowS: NOW_S,
    attempts: {
      sessionFailures: 0,
      sessionPoor: 0,
      consecutiveFailures: 0,
      totalFailures: 0,
      delayMs: 0,
      faceRouteOff: false,
    },
    ...overrides,
  };
}

export function faceInput(overrides: Partial<FaceInput> = {}, frames = capture()): FaceInput {
  return {
    outcome: 'complete',
    fused: fuse(frames, toHalfBits(CODE), [0, 4, 8], SIZES),
    maxSkewMs: 50,
    illuminatorSwitched: true,
    code: CODE,
    pad: { rgb: 0, ir: 0 },
    score: 0.9,
    threshold: 0.6,
    ...overrides,
  };
}

/** One group with enough pairs for 1e-5 and a threshold per rate. */
export function calibration(impostorPairs = 400_000): Calibration {
  const point = (threshold: number, errors: number, upper95: number) => ({
    threshold,
    errors,
    fmr: errors / impostorPairs,
    upper95,
    method: 'test',
    fnmr: null,
    fnmrUpper95: null,
  });
  return parseCalibration(
    JSON.stringify({
      schema: 'calibration@1',
      modelSha256: EMBEDDER,
      created: 'test',
      comparison: 'cosine',
      source: 'invented for tests',
      groups: [
        {
          name: 'all',
          subjects: 1000,
          impostorPairs,
          genuinePairs: 0,
          points: [
            point(0.5, Math.floor(impostorPairs * 5e-5), 9e-5),
            point(0.7, 0, -Math.expm1(Math.log(0.05) / impostorPairs)),
          ],
        },
      ],
    }),
  );
}

export function padCalibration(): PadCalibration {
  const channel = {
    modelSha256: EMBEDDER,
    threshold: 0,
    species: [],
    bpcer: { n: 10, errors: 0, rate: 0, upper95: 0.26 },
    source: 'test',
  };
  return parsePadCalibration(JSON.stringify({ schema: 'pad-calibration@1', rgb: channel, ir: channel }));
}
