import { createHash } from 'node:crypto';
import { atm } from './atm.ts';
import { calibration } from './calibration.ts';
import { capture } from './capture.ts';
import { common } from './common.ts';
import { dispenser } from './dispenser.ts';
import type { CatalogEntry } from './entry.ts';
import { evidence } from './evidence.ts';
import { fleet } from './fleet.ts';
import { journal } from './journal.ts';
import { light } from './light.ts';
import { native } from './native.ts';
import { packs } from './packs.ts';
import { policy } from './policy.ts';
import { teller } from './teller.ts';
import { vision } from './vision.ts';

export type { CatalogEntry } from './entry.ts';

const tables = {
  common,
  journal,
  native,
  capture,
  light,
  vision,
  calibration,
  packs,
  policy,
  teller,
  atm,
  dispenser,
  evidence,
  fleet,
} as const;

/** Every code of the product. A code lives in exactly one room's table (checked by test/unit/lib/catalog.test.ts). */
export const rooms: Readonly<Record<string, Readonly<Record<string, CatalogEntry>>>> = tables;

export type Code =
  | keyof typeof common
  | keyof typeof journal
  | keyof typeof native
  | keyof typeof capture
  | keyof typeof light
  | keyof typeof vision
  | keyof typeof packs
  | keyof typeof calibration
  | keyof typeof policy
  | keyof typeof teller
  | keyof typeof atm
  | keyof typeof dispenser
  | keyof typeof evidence
  | keyof typeof fleet;

export const catalog = Object.assign({}, ...Object.values(tables)) as Readonly<Record<Code, CatalogEntry>>;

/**
 * The 128-bit id of an event type: journald MESSAGE_ID, MQTT `event`, anchor in the docs. Derived from the code, so the
 * same code has the same id in every version and nobody has to invent ids by hand (systemd.journal-fields(7)).
 */
export function messageId(code: Code): string {
  return createHash('sha256').update(`tellersight-event:${code}`).digest('hex').slice(0, 32);
}
