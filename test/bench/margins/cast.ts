import { seeds } from '../../../src/simulator/demo/cast.ts';
import { type Kind, type SceneSpec, sceneSpec } from '../../../src/simulator/scene/spec.ts';
import { variedSpec } from '../../../src/simulator/scene/variety.ts';

/** Training uses seeds from 1,000 up: everybody here is below, so no model was fitted to any of them. */
const FIRST_PERSON = 100;
const FIRST_STRANGER = 500;
const MOST = FIRST_STRANGER - FIRST_PERSON;

/** An enrolled person and the stranger who claims that account, by own face or with a picture of the person. */
export interface Pairing {
  readonly person: number;
  readonly stranger: number;
}

/** The demo's cast first, then as many others as are asked for. Throws RangeError outside 4..400. */
export function castOf(people: number): Pairing[] {
  if (!(Number.isInteger(people) && people > 3 && people <= MOST)) {
    throw new RangeError(`--people must be 4 to ${MOST}`);
  }
  const demo = Object.values(seeds);
  const others = Array.from({ length: people - demo.length }, (_, i) => FIRST_PERSON + i);
  return [...demo, ...others].map((person, i) => ({ person, stranger: FIRST_STRANGER + i }));
}

/** Where scenes stand: as in the demo (well lit lobby, half a metre), or all over the range that training uses. */
export type Setting = 'demo' | 'varied';

const FIRST_SEED = { demo: 30_000, varied: 50_000 };

/** One presentation; the seed is nobody else's (enrolment uses 77,000 and up). */
export function sceneOf(kind: Kind, kindIndex: number, i: number, who: Pairing, setting: Setting): SceneSpec {
  const own = kind === 'live' || kind === 'ir-empty' || kind === 'nobody';
  const identity = own ? who.person : who.stranger;
  const seed = FIRST_SEED[setting] + kindIndex * MOST + i;
  return setting === 'varied'
    ? variedSpec(kind, identity, who.person, seed)
    : sceneSpec.parse({ kind, identity, target: who.person, seed });
}
