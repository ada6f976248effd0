import { hasCode } from '../../../src/lib/errors.ts';
import { enrol } from '../../../src/simulator/demo/enrol.ts';
import { KINDS, type Kind } from '../../../src/simulator/scene/spec.ts';
import type { Pack } from '../../../src/vision/pack/pack.ts';
import type { Rig } from '../../../src/vision/stages/correspondence.ts';
import { cosine } from '../../../src/vision/stages/embed.ts';
import { castOf, type Setting, sceneOf } from './cast.ts';
import { type Observed, Observer } from './observer.ts';

/** One presentation to a terminal at which the pairing's person is claimed. */
export interface Presentation extends Observed {
  readonly kind: Kind;
  /** Cosine with the claimed person's template; null without a face or without a template. */
  readonly score: number | null;
}

export interface Measurement {
  readonly people: number;
  readonly enrolled: number;
  readonly presentations: readonly Presentation[];
  /** Cosines of a person's own face with the own template, another scene. */
  readonly genuine: readonly number[];
  /** Cosines of every living face (enrolled people and strangers) with every template of somebody else. */
  readonly impostor: readonly number[];
}

/** Null when no view was good enough: a failure to enrol is counted (`enrolled`), not hidden. */
async function template(pack: Pack, person: number): Promise<Float32Array | null> {
  try {
    return await enrol(pack, person);
  } catch (error) {
    if (hasCode(error, 'INTERNAL')) return null;
    throw error;
  }
}

/** Enrols everybody, then shows every kind of scene once per person. `progress` is told what is being done. */
export async function measure(
  pack: Pack,
  rig: Rig,
  people: number,
  setting: Setting,
  progress: (text: string) => void,
): Promise<Measurement> {
  const cast = castOf(people);
  const templates: (Float32Array | null)[] = [];
  for (const { person } of cast) {
    progress(`enrolment ${templates.length + 1} of ${people}`);
    templates.push(await template(pack, person));
  }
  const observer = new Observer(pack, rig);
  const presentations: Presentation[] = [];
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const [k, kind] of KINDS.entries()) {
    for (const [i, who] of cast.entries()) {
      progress(`${kind} ${i + 1} of ${people}`);
      const observed = await observer.observe(sceneOf(kind, k, i, who, setting));
      const { embedding } = observed;
      const scores = templates.map((one) => (one && embedding ? cosine(one, embedding) : null));
      presentations.push({ ...observed, kind, score: scores[i] ?? null });
      if (kind !== 'live' && kind !== 'other') continue;
      for (const [j, score] of scores.entries()) {
        if (score === null) continue;
        if (kind === 'live' && j === i) genuine.push(score);
        else impostor.push(score);
      }
    }
  }
  const enrolled = templates.filter((one) => one !== null).length;
  return { people, enrolled, presentations, genuine, impostor };
}
