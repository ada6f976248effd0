import { z } from 'zod';

/**
 * What vision and teller tell each other: the only file the two processes share. JSON over ZeroMQ
 * (teller: ROUTER, binds `ipc://`; vision: DEALER, connects). Numbers and one embedding; never a frame.
 */
export const OBSERVATION_SCHEMA = 'observation@1';

const finite = z.number().refine(Number.isFinite, 'must be finite');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Face box in pixels of its own camera: x, y = top left corner. */
export const boxSchema = z.object({ x: finite, y: finite, width: finite, height: finite });
export type Box = z.infer<typeof boxSchema>;

/** eye left in the picture, eye right in the picture, nose tip, mouth corner left, mouth corner right; pixels. */
export const landmarksSchema = z.array(z.object({ x: finite, y: finite })).length(5);
export type Landmarks = z.infer<typeof landmarksSchema>;

/** What the customer can do; the ATM application shows it in the customer's language. */
export const guidanceSchema = z.enum([
  'presentFace',
  'onePersonOnly',
  'comeCloser',
  'moveBack',
  'moveToCentre',
  'lookAtCamera',
  'holdStill',
  'removeCover',
  'moreLight',
  'lessLight',
]);
export type Guidance = z.infer<typeof guidanceSchema>;

export const faceSchema = z.object({
  box: boxSchema,
  landmarks: landmarksSchema,
  score: finite.min(0).max(1),
});
export type Face = z.infer<typeof faceSchema>;

/** Quality of the face region of one picture. Luma 0..255, angles in degrees. */
export const qualitySchema = z.object({
  ok: z.boolean(),
  guidance: guidanceSchema.nullable(),
  /** Eye distance in pixels. */
  eyeDistance: finite.min(0),
  luma: finite.min(0).max(255),
  clippedLow: finite.min(0).max(1),
  clippedHigh: finite.min(0).max(1),
  /** Variance of the 3x3 Laplacian over the face box. */
  sharpness: finite.min(0),
  yaw: finite,
  pitch: finite,
  roll: finite,
});
export type Quality = z.infer<typeof qualitySchema>;

/** One RGB+IR pair, measured. */
export const frameObservationSchema = z.object({
  pair: z.number().int().min(0),
  rgbTimestampUs: z.number().int().min(0),
  irTimestampUs: z.number().int().min(0),
  /** irTimestamp - rgbTimestamp after the constant offset was taken out. */
  skewUs: z.number().int(),
  /** Illuminator state this IR frame was really exposed with; null where the rig cannot tell. */
  illuminated: z.boolean().nullable(),
  /** Index of the half-bit (0..31) this IR frame was taken for; null outside the code. */
  halfBit: z.number().int().min(0).nullable(),
  faces: z.object({ rgb: z.number().int().min(0), ir: z.number().int().min(0) }),
  rgb: z.object({ face: faceSchema, quality: qualitySchema }).nullable(),
  ir: z
    .object({
      /** Null on an unlit frame: the detector is not asked to find a face in the dark. */
      face: faceSchema.nullable(),
      /** Mean luma of the face region (of this frame's face or of the last lit one) and of the frame's border. */
      faceLuma: finite.min(0).max(255),
      borderLuma: finite.min(0).max(255),
      clippedHigh: finite.min(0).max(1),
    })
    .nullable(),
  /** Distance of the two face centres after rig calibration, in box widths; null unless both were found. */
  correspondence: finite.min(0).nullable(),
  /** Liveness logits of the learned detectors; larger = more alive; null = not run on this pair. Deny-only (R11). */
  padRgb: finite.nullable(),
  padIr: finite.nullable(),
});
export type FrameObservation = z.infer<typeof frameObservationSchema>;

export const cameraIdentitySchema = z.object({
  channel: z.enum(['rgb', 'ir']),
  driver: z.string().max(64),
  card: z.string().max(64),
  busInfo: z.string().max(128),
  vendorId: z.string().max(8).nullable(),
  productId: z.string().max(8).nullable(),
  serial: z.string().max(64).nullable(),
  width: z.number().int(),
  height: z.number().int(),
  format: z.string().max(8),
});
export type CameraIdentity = z.infer<typeof cameraIdentitySchema>;

/** Digest and operating points of the model pack that is loaded. */
export const packIdentitySchema = z.object({
  name: z.string().max(64),
  version: z.string().max(32),
  /** SHA-256 of the pack's manifest. */
  manifestSha256: sha256,
  /** SHA-256 of the embedder file: templates are bound to it (R22). */
  embedderSha256: sha256,
  dimensions: z.number().int().min(1).max(4096),
});
export type PackIdentity = z.infer<typeof packIdentitySchema>;

// ---- vision -> teller ----

export const helloSchema = z.object({
  type: z.literal('hello'),
  schema: z.literal(OBSERVATION_SCHEMA),
  pid: z.number().int(),
  version: z.string().max(32),
  pack: packIdentitySchema,
  source: z.enum(['v4l2', 'scene', 'replay']),
  cameras: z.array(cameraIdentitySchema).max(2),
  emitter: z.object({ kind: z.string().max(32), coded: z.boolean() }),
});

/** At least once a second while the process makes progress; the teller's watchdog and health feed on it. */
export const progressSchema = z.object({
  type: z.literal('progress'),
  state: z.enum(['idle', 'capturing', 'noCamera']),
  /** Counters since start; they only grow. */
  frames: z.object({ rgb: z.number().int(), ir: z.number().int(), pairs: z.number().int(), lost: z.number().int() }),
  /** Milliseconds since the last pair; null before the first. */
  lastPairAgeMs: finite.nullable(),
  rssBytes: z.number().int(),
  fault: z.object({ code: z.string().max(64), message: z.string().max(500) }).nullable(),
});

export const guidanceMessageSchema = z.object({
  type: z.literal('guidance'),
  captureId: z.string().max(64),
  guidance: guidanceSchema,
});

/** Sent once, when the first face is seen in a capture (XFS4IoT Biometric.SubjectDetectedEvent). */
export const subjectDetectedSchema = z.object({ type: z.literal('subjectDetected'), captureId: z.string().max(64) });

export const frameMessageSchema = z.object({
  type: z.literal('frame'),
  captureId: z.string().max(64),
  frame: frameObservationSchema,
});

/** Ends a capture that could be measured. */
export const captureDoneSchema = z.object({
  type: z.literal('captureDone'),
  captureId: z.string().max(64),
  /** complete = code sent through and a face embedded; poorQuality / noFace = the time ran out before. */
  outcome: z.enum(['complete', 'poorQuality', 'noFace', 'cancelled']),
  pairs: z.number().int().min(0),
  /** Little-endian float32, base64, L2-normalised mean over the embedded pairs; null unless complete. */
  embedding: z.string().max(32768).nullable(),
  embeddedPairs: z.array(z.number().int()).max(16),
  embedderSha256: sha256,
  durationMs: finite,
});

/** Ends a capture that failed: camera lost, model fault, ... `code` is a catalog code. */
export const captureFailedSchema = z.object({
  type: z.literal('captureFailed'),
  captureId: z.string().max(64),
  code: z.string().max(64),
  message: z.string().max(500),
});

export const visionMessageSchema = z.discriminatedUnion('type', [
  helloSchema,
  progressSchema,
  guidanceMessageSchema,
  subjectDetectedSchema,
  frameMessageSchema,
  captureDoneSchema,
  captureFailedSchema,
]);
export type VisionMessage = z.infer<typeof visionMessageSchema>;

// ---- teller -> vision ----

export const beginCaptureSchema = z.object({
  type: z.literal('beginCapture'),
  captureId: z.string().max(64),
  /** Half-bits to show, 1 = lit, in order; empty where the rig cannot be coded. */
  halfBits: z.array(z.union([z.literal(0), z.literal(1)])).max(256),
  /** The capture ends by itself after this time. */
  deadlineMs: z.number().int().min(100).max(60_000),
});
export const endCaptureSchema = z.object({ type: z.literal('endCapture'), captureId: z.string().max(64) });
/** Answered with hello (a teller that restarted asks again). */
export const whoAreYouSchema = z.object({ type: z.literal('whoAreYou') });

export const tellerMessageSchema = z.discriminatedUnion('type', [
  beginCaptureSchema,
  endCaptureSchema,
  whoAreYouSchema,
]);
export type TellerMessage = z.infer<typeof tellerMessageSchema>;

/** A message larger than this is refused unread on either side. */
export const MAX_MESSAGE_BYTES = 65_536;

/** Where the teller binds and vision connects; both derive it from `paths.run`. */
export function visionEndpoint(runFolder: string): string {
  return `ipc://${runFolder}/vision.sock`;
}
