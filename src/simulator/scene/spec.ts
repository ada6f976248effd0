import { z } from 'zod';

/** What stands before the cameras. `live`: the person; every other kind must not be paid. */
export const KINDS = ['live', 'other', 'print', 'eyeholes', 'cutout', 'tablet', 'ir-empty', 'nobody'] as const;
export type Kind = (typeof KINDS)[number];

const range = (limit: number, usual: number) =>
  z
    .tuple([z.number().min(-limit).max(limit), z.number().min(-limit).max(limit)])
    .default([-usual, usual])
    .describe('degrees, from..to; the head moves inside it');

/** Everything a scene is made of. Same spec, same frame number, same illuminator: the same bytes. */
export const sceneSpec = z.strictObject({
  kind: z.enum(KINDS).default('live'),
  identity: z.int().min(0).default(1).describe('seed of the person before the camera; for attacks the attacker'),
  target: z.int().min(0).default(1).describe('seed of the person whose picture an attack shows'),
  seed: z.int().min(0).default(1).describe('movement, clothes, room, noise'),
  distance: z.number().min(0.25).max(1.5).default(0.5).describe('camera to face or sheet, metres'),
  offset: z
    .tuple([z.number().min(-0.3).max(0.3), z.number().min(-0.3).max(0.3)])
    .default([0, 0])
    .describe('face centre right of and above the optical axis of the RGB camera, metres'),
  yaw: range(45, 8),
  pitch: range(35, 5),
  roll: range(40, 4),
  light: z.number().min(0.05).max(3).default(1).describe('room light, 1 = well lit lobby'),
  warmth: z.number().min(-1).max(1).default(0).describe('-1 bluish .. 1 incandescent'),
  lightFrom: z
    .number()
    .min(-180)
    .max(180)
    .default(20)
    .describe('degrees, where the key light stands; 0 = above the rig'),
  contrast: z.number().min(0).max(1).default(0.5).describe('0 only diffuse light .. 1 hard key light'),
  ambientIr: z.number().min(0).max(5).default(0.03).describe('850 nm room light relative to the emitter at 0.5 m'),
  noise: z.number().min(0).max(20).default(2).describe('sensor noise, code values'),
  ink: z.enum(['dye', 'carbon', 'mixed']).default('mixed').describe('dye ink vanishes at 850 nm, carbon black stays'),
  expression: z.number().min(0).max(1).default(0.5).describe('how lively the face is'),
});
export type SceneSpec = z.infer<typeof sceneSpec>;
