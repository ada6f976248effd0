import { stripVTControlCharacters, styleText } from 'node:util';

type Colour = Parameters<typeof styleText>[0];

/** Colours `text` when stdout is a terminal that wants colour (NO_COLOR and FORCE_COLOR are honoured by Node). */
export function paint(colour: Colour, text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}

/** Visible length of a text that may carry colour codes. */
function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** Columns of the terminal; no limit when the output goes to a file or a pipe, where nothing must be lost. */
function terminalWidth(): number {
  return process.stdout.isTTY ? (process.stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
}

/** A table whose columns are as wide as they must be; where `limit` is too small, all but the first (the name) are cut. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  limit: number = terminalWidth(),
): string {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => width(row[i] ?? ''))));
  const total = () => widths.reduce((sum, one) => sum + one, 2 * (widths.length - 1));
  while (total() > limit) {
    const widest = Math.max(...widths.slice(1));
    if (widest <= NARROWEST) break;
    widths[widths.indexOf(widest, 1)]! -= 1;
  }
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cut(cell, widths[i]!))
      .map((cell, i) => (i === cells.length - 1 ? cell : cell + ' '.repeat(widths[i]! - width(cell))))
      .join('  ');
  return [paint('bold', line(header)), ...rows.map(line)].join('\n');
}

/** No column is cut to fewer characters than this, however narrow the terminal. */
const NARROWEST = 8;

/** A cell that is cut loses its colour: half an escape sequence would colour the rest of the screen. */
function cut(text: string, most: number): string {
  return width(text) <= most ? text : `${stripVTControlCharacters(text).slice(0, most - 1)}…`;
}

/** Prose over several lines, all but the first indented by `indent` blanks (the caller has already filled as many). */
export function wrap(text: string, indent = 0, limit: number = terminalWidth()): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= limit - indent)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** Prints the machine form: one JSON document with a versioned `schema`. */
export function printJson(schema: `${string}@${number}`, data: object): void {
  process.stdout.write(`${JSON.stringify({ schema, ...data })}\n`);
}
