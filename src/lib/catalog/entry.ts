/** Syslog priorities (RFC 5424 section 6.2.1); journald shows 3 and below in red. */
export type Priority = 2 | 3 | 4 | 5 | 6 | 7;

/**
 * One event or error the daemon can report. `text`, `cash` and `action` are read by a person next to an open ATM:
 * what happened, what it means for cash, what to do.
 */
export interface CatalogEntry {
  readonly priority: Priority;
  /** One line, no full stop. */
  readonly subject: string;
  /** What happened, in one or two sentences. */
  readonly text: string;
  /** What it means for cash: paid, not paid, unknown, locked. */
  readonly cash: string;
  /** What to do now. */
  readonly action: string;
  /** XFS4IoT completion or error word an ATM application gets, where one fits. */
  readonly xfs?: string;
  /** True for the reasons a withdrawal is refused with (they appear in decision records). */
  readonly refusal?: true;
}

/** Keeps the literal keys of a room's table while checking its entries. */
export function defineCatalog<const T extends Record<string, CatalogEntry>>(table: T): T {
  return table;
}
