import { TellersightError } from '../../lib/errors.ts';
import { labelFault } from '../labelFault.ts';
import { binOf } from '../scoreBin.ts';
import { ScoreTable } from '../scoreTable.ts';
import { LabelTable } from './labelTable.ts';
import { parseDecimal } from './parseDecimal.ts';
import { readLines } from './readLines.ts';

export const HEADER = 'subject_a,subject_b,group_a,group_b,score';
const COMMA = 44;
const QUOTE = 34;
const MAX_GROUPS = 200;

/**
 * Reads a score list: CSV with the header `subject_a,subject_b,group_a,group_b,score[,kind]`, plain or gzip. A comparison
 * of a subject with itself is genuine, every other one an impostor; `kind` (genuine, impostor), where given, must say the
 * same. An empty group means that the label is not known. Fields are not quoted.
 *
 * @throws SCORES_INVALID with file and line; SCORES_TOO_MANY
 */
export async function readScoreList(path: string): Promise<ScoreTable> {
  const table = new ScoreTable();
  const subjects = new LabelTable();
  const groups = new LabelTable();
  let columns = 0;
  /** Starts of the fields of the line being read; the last entry is one behind its end. */
  const starts = new Int32Array(8);

  const group = (data: Uint8Array, field: number, line: number): number => {
    const [from, to] = [starts[field]!, starts[field + 1]! - 1];
    if (from === to) return -1;
    const known = groups.labels.length;
    const number = groups.number(data, from, to);
    if (number === known) nameGroup(groups.labels[number]!, number, line);
    return number;
  };
  const nameGroup = (label: string, number: number, line: number) => {
    const fault = labelFault(label);
    if (fault !== null) throw invalid(path, line, fault);
    if (number >= MAX_GROUPS) throw invalid(path, line, `more than ${MAX_GROUPS} groups`);
    table.groups.push(label);
  };
  const subject = (data: Uint8Array, field: number, line: number): number => {
    const [from, to] = [starts[field]!, starts[field + 1]! - 1];
    if (from === to) throw invalid(path, line, 'a subject is missing');
    const number = subjects.number(data, from, to);
    const label = group(data, field + 2, line);
    if (number === table.groupOf.length) table.groupOf.push(label);
    else if (table.groupOf[number] !== label) throw invalid(path, line, 'a subject has another group than above');
    return number;
  };

  await readLines(path, (data, from, to, line) => {
    if (line === 1) {
      columns = readHeader(path, data, from, to);
      return;
    }
    if (from === to) throw invalid(path, line, 'the line is empty');
    const found = split(data, from, to, starts);
    if (found === QUOTED) throw invalid(path, line, 'quoted fields are not supported');
    if (found !== columns) throw invalid(path, line, `${columns} fields are needed`);
    const a = subject(data, 0, line);
    const b = subject(data, 1, line);
    const score = parseDecimal(data, starts[4]!, starts[5]! - 1);
    if (!(score >= -1 && score <= 1)) throw invalid(path, line, 'the score is no cosine, -1 to 1');
    if (columns === 6) checkKind(path, line, data, starts[5]!, starts[6]! - 1, a === b);
    (a === b ? table.genuine : table.impostor).add(a, b, binOf(score));
  });
  if (columns === 0) throw invalid(path, 1, `the header ${HEADER} is missing`);
  if (table.impostor.count === 0) throw invalid(path, 1, 'there is no comparison of two different subjects');
  return table;
}

const QUOTED = -1;

function invalid(path: string, line: number, what: string): TellersightError {
  return new TellersightError('SCORES_INVALID', `${path}:${line}: ${what}`, { details: { line } });
}

function readHeader(path: string, data: Uint8Array, from: number, to: number): number {
  const text = Buffer.from(data.slice(from, to))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === HEADER) return 5;
  if (text === `${HEADER},kind`) return 6;
  throw invalid(path, 1, `the header must be ${HEADER} with or without ,kind`);
}

/** Fills `starts`; returns the number of fields, 7 for more than six, or QUOTED. */
function split(data: Uint8Array, from: number, to: number, starts: Int32Array): number {
  let fields = 0;
  starts[fields++] = from;
  for (let i = from; i < to; i++) {
    const byte = data[i];
    if (byte === COMMA) {
      if (fields === 7) return 7;
      starts[fields++] = i + 1;
    } else if (byte === QUOTE) return QUOTED;
  }
  starts[fields] = to + 1;
  return fields;
}

const GENUINE = Buffer.from('genuine');
const IMPOSTOR = Buffer.from('impostor');

function checkKind(path: string, line: number, data: Uint8Array, from: number, to: number, same: boolean): void {
  const word = same ? GENUINE : IMPOSTOR;
  let fits = to - from === word.length;
  for (let i = 0; fits && i < word.length; i++) fits = data[from + i] === word[i];
  if (!fits) {
    const because = same ? 'of one subject' : 'of two subjects';
    throw invalid(path, line, `kind must be ${word.toString('latin1')} for a comparison ${because}`);
  }
}
