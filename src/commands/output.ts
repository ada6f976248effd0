import { styleText } from 'node:util';

type Colour = Parameters<typeof styleText>[0];

/** Colours `text` when stdout is a terminal that wants colour (NO_COLOR and FORCE_COLOR are honoured by Node). */
export function paint(colour: Colour, text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}

/** Visible length of a text that may carry colour codes. */
function width(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI escape sequences start with one
  return text.replace(/\x1b\[[0-9;]*m/g, '').length;
}

/** A table whose columns are as wide as they must be and whose last column is cut to the terminal. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => width(row[i] ?? ''))));
  const limit = process.stdout.isTTY ? (process.stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === cells.length - 1 ? cell : cell + ' '.repeat(widths[i]! - width(cell)))).join('  ');
  const cut = (text: string) =>
    width(text) > limit && width(text) === text.length ? `${text.slice(0, limit - 1)}…` : text;
  return [paint('bold', line(header)), ...rows.map((row) => cut(line(row)))].join('\n');
}

/** Prints the machine form: one JSON document with a versioned `schema`. */
export function printJson(schema: `${string}@${number}`, data: object): void {
  process.stdout.write(`${JSON.stringify({ schema, ...data })}\n`);
}
