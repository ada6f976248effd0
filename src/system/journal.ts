import type { LibSystemd } from './libsystemd.ts';

export type JournalFields = Readonly<Record<string, string | number | boolean>>;

/** `sessionId` -> `TELLERSIGHT_SESSION_ID`: the prefix keeps our fields apart from everyone else's. */
export function journalKey(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
  return `TELLERSIGHT_${words.replace(/[^A-Z0-9_]/g, '_')}`.slice(0, 64);
}

/**
 * Sends one entry to journald; values may hold any byte, newlines too.
 *
 * @returns false when the journal did not take it.
 */
export function sendToJournal(library: LibSystemd, fields: JournalFields): boolean {
  const bytes = Object.entries(fields).map(([key, value]) => Buffer.from(`${key}=${value}`));
  return library.journalSend(bytes) === 0;
}
