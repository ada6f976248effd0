import type { Board } from './board.ts';

/** One entry of the board's journal (systemd.journal-fields(7)). */
export type JournalEntry = Readonly<Record<string, string>>;

/** The units whose entries are the product's. */
export const UNITS = ['tellersight.service', 'tellersight-vision.service'] as const;

/** What the two services and systemd about them have written so far, oldest first. */
export async function readJournal(board: Board): Promise<JournalEntry[]> {
  const units = UNITS.map((unit) => `-u ${unit}`).join(' ');
  const text = await board.ok(`journalctl --no-pager -o json ${units}`, 120);
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as JournalEntry);
}

/** Codes of the product's events, in their order. */
export function codesOf(entries: readonly JournalEntry[]): string[] {
  return entries.flatMap(({ TELLERSIGHT_CODE }) => TELLERSIGHT_CODE ?? []);
}
