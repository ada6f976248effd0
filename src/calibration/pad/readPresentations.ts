import { TellersightError } from '../../lib/errors.ts';
import { labelFault } from '../labelFault.ts';
import { parseDecimal } from '../list/parseDecimal.ts';
import { readLines } from '../list/readLines.ts';
import type { Decision, PadLimits, Presentation } from './presentation.ts';

export const BONA_FIDE = 'bona-fide';
const REQUIRED = ['presentation', 'species', 'pai_level'] as const;
const OPTIONAL = ['decision', 'rgb_score', 'ir_score', 'match_score'] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

/**
 * Reads a list of presentations: CSV with the columns presentation, species (`bona-fide` or the name of an attack
 * species), pai_level, then decision (live, attack, none) or rgb_score and ir_score (log-odds; both empty = no response),
 * and match_score. Of the last four, those that were measured; in any order.
 *
 * @param limits thresholds for scores; null = the list must have decisions
 * @throws PRESENTATIONS_INVALID with file and line
 */
export async function readPresentations(path: string, limits: PadLimits | null): Promise<Presentation[]> {
  const found: Presentation[] = [];
  const ids = new Set<string>();
  const levels = new Map<string, string>();
  let header: Column[] = [];
  const take = (data: Uint8Array, from: number, to: number, line: number): void => {
    const text = Buffer.from(data.slice(from, to)).toString('utf8');
    const fail = (what: string) => invalid(path, line, what);
    if (line === 1) {
      header = readHeader(path, text, limits !== null);
      return;
    }
    const fields = text.split(',');
    if (fields.length !== header.length) throw fail(`${header.length} fields are needed`);
    const field = (name: Column) => fields[header.indexOf(name)] ?? '';
    const id = field('presentation');
    if (id === '') throw fail('the presentation has no id');
    if (ids.has(id)) throw fail('the presentation is listed twice');
    ids.add(id);
    const species = field('species');
    const level = field('pai_level');
    for (const label of [species, ...(level === '' ? [] : [level])]) {
      const fault = labelFault(label);
      if (fault !== null) throw fail(fault);
    }
    if ((levels.get(species) ?? level) !== level) throw fail('the species has another pai_level than above');
    levels.set(species, level);
    const number = (name: Column): number | null => {
      const word = Buffer.from(field(name));
      if (word.length === 0) return null;
      const value = parseDecimal(word, 0, word.length);
      if (!Number.isFinite(value)) throw fail(`${name} is no number`);
      return value;
    };
    const matchScore = number('match_score');
    if (matchScore !== null && Math.abs(matchScore) > 1) throw fail('match_score is no cosine, -1 to 1');
    const decision = header.includes('decision')
      ? readDecision(field('decision'), fail)
      : judge(number('rgb_score'), number('ir_score'), limits!, fail);
    found.push({ species: species === BONA_FIDE ? null : species, level, decision, matchScore });
  };
  try {
    await readLines(path, take);
  } catch (error) {
    // The lines are read as those of a score list; what cannot be read at all is this list's fault.
    if (error instanceof TellersightError && error.code === 'SCORES_INVALID') {
      throw new TellersightError('PRESENTATIONS_INVALID', error.message, { cause: error });
    }
    throw error;
  }
  if (found.length === 0) throw invalid(path, 1, 'there is no presentation');
  return found;
}

function readHeader(path: string, text: string, scores: boolean): Column[] {
  const columns = text.replace(/^\uFEFF/, '').split(',') as Column[];
  const known: readonly string[] = [...REQUIRED, ...OPTIONAL];
  const strange = columns.find((name) => !known.includes(name));
  if (strange !== undefined) throw invalid(path, 1, `there is no column "${strange}"; known are ${known.join(', ')}`);
  if (new Set(columns).size !== columns.length) throw invalid(path, 1, 'a column stands there twice');
  const missing = REQUIRED.find((name) => !columns.includes(name));
  if (missing) throw invalid(path, 1, `the column ${missing} is missing`);
  if (columns.includes('decision')) return columns;
  if (!columns.includes('rgb_score') || !columns.includes('ir_score')) {
    throw invalid(path, 1, 'either decision or both rgb_score and ir_score are needed');
  }
  if (!scores) throw invalid(path, 1, 'scores without decisions need the thresholds of a pack: --pack');
  return columns;
}

function readDecision(word: string, fail: (what: string) => TellersightError): Decision {
  if (word === 'live' || word === 'attack' || word === 'none') return word;
  throw fail('decision must be live, attack or none');
}

/** R11: each channel only denies; both must pass. */
function judge(
  rgb: number | null,
  ir: number | null,
  limits: PadLimits,
  fail: (what: string) => TellersightError,
): Decision {
  if (rgb === null && ir === null) return 'none';
  if (rgb === null || ir === null) throw fail('one of rgb_score and ir_score is missing');
  return rgb >= limits.rgb && ir >= limits.ir ? 'live' : 'attack';
}

function invalid(path: string, line: number, what: string): TellersightError {
  return new TellersightError('PRESENTATIONS_INVALID', `${path}:${line}: ${what}`, { details: { line } });
}
