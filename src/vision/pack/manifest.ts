import { z } from 'zod';
import { TellersightError } from '../../lib/errors.ts';

/**
 * The manifest of a model pack (`model-pack@1`). It says how to feed every model and how to read its answer, so that
 * the code knows contracts and never a model by name: a bank's or vendor's own models need a manifest, not a release.
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A bare file name: a pack cannot point outside the folders it is looked up in. */
const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
const finite = z.number().refine(Number.isFinite, 'must be finite');
const side = z.number().int().min(8).max(2048);

const squareCrop = {
  /** Side or sides = factor times the face box. */
  factor: z.number().min(0.5).max(8),
};

export const cropSchema = z.discriminatedUnion('kind', [
  /** The whole picture, scaled by one factor; the rest is filled with `pad`. */
  z.strictObject({
    kind: z.literal('letterbox'),
    anchor: z.enum(['top-left', 'centre']),
    pad: z.number().int().min(0).max(255),
  }),
  /** Square of factor x max(w, h), at most the frame's shorter side, moved inside the frame. */
  z.strictObject({ kind: z.literal('square'), ...squareCrop }),
  /** The box scaled about its centre with its own aspect, shrunk and moved inside the frame, stretched to the input. */
  z.strictObject({ kind: z.literal('box'), ...squareCrop }),
  /** Similarity transform of the five landmarks to the 112 x 112 template, scaled to the input size. */
  z.strictObject({ kind: z.literal('template112') }),
]);
export type Crop = z.infer<typeof cropSchema>;

const triple = z.union([z.tuple([finite]), z.tuple([finite, finite, finite])]);

export const inputSchema = z
  .strictObject({
    /** Name of the graph input. */
    name: z.string().min(1).max(128),
    width: side,
    height: side,
    layout: z.enum(['nchw', 'nhwc']),
    channels: z.enum(['rgb', 'bgr', 'grey']),
    type: z.enum(['uint8', 'float32']),
    /** float32 only: (level - mean) * scale, per channel in the tensor's order, levels 0..255. */
    mean: triple.optional(),
    scale: triple.optional(),
    crop: cropSchema,
  })
  .refine((input) => input.type === 'float32' || (!input.mean && !input.scale), 'mean and scale are for float32 inputs')
  .refine(
    (input) => input.crop.kind !== 'template112' || input.width === input.height,
    'template112 needs a square input',
  );
export type InputContract = z.infer<typeof inputSchema>;

const detectorLimits = {
  scoreThreshold: z.number().min(0.01).max(0.99),
  nmsIou: z.number().min(0.05).max(0.95),
  maxFaces: z.number().int().min(1).max(100),
};

export const outputSchema = z.discriminatedUnion('kind', [
  /** heat, size, offset, landmarks on one grid (see stages/decode/centernet.ts). */
  z.strictObject({ kind: z.literal('centernet-v1'), stride: z.number().int().min(2).max(64), ...detectorLimits }),
  /** cls_S, obj_S, bbox_S, kps_S for strides 8, 16, 32 (see stages/decode/yunet.ts). */
  z.strictObject({ kind: z.literal('yunet'), ...detectorLimits }),
  /** One number, larger = more alive. */
  z.strictObject({ kind: z.literal('logit'), name: z.string().max(128) }),
  /** Class scores (applied: false) or probabilities (applied: true); `live` is the index of the live class. */
  z.strictObject({
    kind: z.literal('softmax'),
    name: z.string().max(128),
    classes: z.number().int().min(2).max(16),
    live: z.number().int().min(0).max(15),
    applied: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('embedding'),
    name: z.string().max(128),
    dimensions: z.number().int().min(16).max(4096),
  }),
]);
export type OutputContract = z.infer<typeof outputSchema>;

export const roleSchema = z.enum(['detect', 'padRgb', 'padIr', 'embed']);
export type Role = z.infer<typeof roleSchema>;

export const modelSchema = z.strictObject({
  role: roleSchema,
  file: fileName,
  sha256,
  bytes: z
    .number()
    .int()
    .min(1)
    .max(512 * 1024 * 1024),
  input: inputSchema,
  output: outputSchema,
  licence: z.string().min(1).max(1000),
  source: z.string().min(1).max(1000),
  /** Where this very file can be had, for packs whose files are not part of them; absent where upstream has another form. */
  url: z
    .url({ protocol: /^https$/ })
    .max(1000)
    .optional(),
  /**
   * What the model answers to the first test pattern of src/packs/smoke.ts on its maker's machine: values spread over
   * its outputs, and how far another processor may be from each.
   */
  smoke: z.strictObject({ values: z.array(finite).min(1).max(64), tolerance: finite.positive() }).optional(),
  /** Measured figures with the set they were measured on; read by people. */
  metrics: z
    .array(z.strictObject({ name: z.string().max(128), value: z.string().max(256), set: z.string().max(256) }))
    .max(64),
});
export type ModelEntry = z.infer<typeof modelSchema>;

const OUTPUTS: Readonly<Record<Role, readonly OutputContract['kind'][]>> = {
  detect: ['centernet-v1', 'yunet'],
  padRgb: ['logit', 'softmax'],
  padIr: ['logit', 'softmax'],
  embed: ['embedding'],
};
const CROPS: Readonly<Record<Role, readonly Crop['kind'][]>> = {
  detect: ['letterbox'],
  padRgb: ['square', 'box'],
  padIr: ['square', 'box'],
  embed: ['template112'],
};

export const manifestSchema = z
  .strictObject({
    schema: z.literal('model-pack@1'),
    name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    /** With the name it is the folder of an installed pack, so it is a plain word. */
    version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/),
    description: z.string().max(4000),
    models: z.array(modelSchema).min(4).max(16),
    calibration: z.strictObject({
      match: z.strictObject({ file: fileName, sha256 }).optional(),
      pad: z.strictObject({ file: fileName, sha256 }).optional(),
    }),
    /** Model cards that the signature covers; `cards/` is their place. */
    cards: z
      .array(z.strictObject({ file: z.string().regex(/^cards\/[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\.md$/), sha256 }))
      .max(32)
      .optional(),
  })
  .superRefine((manifest, context) => {
    for (const role of roleSchema.options) {
      const count = manifest.models.filter((model) => model.role === role).length;
      // A PAD role may be served by several models whose verdicts are averaged; detector and embedder are one each.
      const wrong = count === 0 || ((role === 'detect' || role === 'embed') && count > 1);
      if (wrong) context.addIssue({ code: 'custom', message: `${count} models for role ${role}`, path: ['models'] });
    }
    for (const [index, model] of manifest.models.entries()) {
      const path = ['models', index];
      if (!OUTPUTS[model.role].includes(model.output.kind)) {
        context.addIssue({
          code: 'custom',
          message: `role ${model.role} cannot have output ${model.output.kind}`,
          path,
        });
      }
      if (!CROPS[model.role].includes(model.input.crop.kind)) {
        context.addIssue({
          code: 'custom',
          message: `role ${model.role} cannot have crop ${model.input.crop.kind}`,
          path,
        });
      }
      if (model.output.kind === 'softmax' && model.output.live >= model.output.classes) {
        context.addIssue({ code: 'custom', message: 'the live index lies outside the classes', path });
      }
    }
  });
export type Manifest = z.infer<typeof manifestSchema>;

/** Reads a manifest; throws PACK_MANIFEST (names the key) or PACK_DECODE_UNKNOWN. */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new TellersightError('PACK_MANIFEST', 'manifest.json is not JSON', { cause });
  }
  const result = manifestSchema.safeParse(json);
  if (result.success) return result.data;
  const issues = result.error.issues;
  const unknown = issues.find((issue) => issue.code === 'invalid_union' && issue.path.at(-1) === 'kind');
  if (unknown) {
    const value = unknown.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], json);
    throw new TellersightError(
      'PACK_DECODE_UNKNOWN',
      `${unknown.path.join('.')}: ${JSON.stringify(value)} is not known`,
    );
  }
  const first = issues[0];
  throw new TellersightError('PACK_MANIFEST', `manifest.json: ${first?.path.join('.') || '(root)'}: ${first?.message}`);
}
