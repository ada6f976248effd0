import { TellersightError } from '../../lib/errors.ts';
import type { Pack } from '../../vision/pack/pack.ts';
import { cosine, wipe } from '../../vision/stages/embed.ts';
import { binOf } from '../scoreBin.ts';
import { ScoreTable } from '../scoreTable.ts';
import { embedCapture } from './embedCapture.ts';
import { listCaptures } from './listCaptures.ts';

interface Template {
  readonly subject: number;
  readonly embedding: Float32Array;
}

/** Embeds every capture of a folder (see listCaptures) with the pack and compares each with each other one. */
export async function scoreCaptures(root: string, pack: Pack): Promise<ScoreTable> {
  const people = listCaptures(root);
  const table = new ScoreTable();
  table.groups.push(...new Set(people.map(({ group }) => group).filter((group) => group !== '')));
  const byGroup = table.groups.map(() => ({ captures: 0, failures: 0 }));
  const all = { captures: 0, failures: 0 };
  const templates: Template[] = [];
  try {
    for (const [subject, { group, files }] of people.entries()) {
      const number = table.groups.indexOf(group);
      table.groupOf.push(number);
      for (const file of files) {
        const embedding = await embedCapture(pack, file);
        if (embedding) templates.push({ subject, embedding });
        for (const counted of [all, byGroup[number]]) {
          if (!counted) continue;
          counted.captures++;
          if (!embedding) counted.failures++;
        }
      }
    }
    compareAll(table, templates);
  } finally {
    // R21: what is left of the people are counts.
    for (const { embedding } of templates) wipe(embedding);
    pack.wipe();
  }
  if (table.impostor.count === 0) {
    throw new TellersightError('CAPTURES_INVALID', `${root}: a face was found of fewer than two subjects`);
  }
  table.acquisition = { all, byGroup };
  return table;
}

function compareAll(table: ScoreTable, templates: readonly Template[]): void {
  for (const [i, a] of templates.entries()) {
    for (let j = i + 1; j < templates.length; j++) {
      const b = templates[j]!;
      const score = Math.max(-1, Math.min(1, cosine(a.embedding, b.embedding)));
      (a.subject === b.subject ? table.genuine : table.impostor).add(a.subject, b.subject, binOf(score));
    }
  }
}
