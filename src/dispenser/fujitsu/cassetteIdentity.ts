import { TellersightError } from '../../lib/errors.ts';

/**
 * What takes the place of a firmware checksum: no question for the firmware is known from two sources, but each cassette
 * carries magnets, and another set means other notes behind the same slot. One hex digit per slot (ids 1 to 12 are in use,
 * PL), e.g. "CA9".
 *
 * A cassette that is out for refilling keeps the id it had; one that was never seen leaves open what the board pays with.
 */
export class CassetteIdentity {
  readonly #seen: (number | null)[];

  constructor(cassettes: number) {
    this.#seen = Array.from({ length: cassettes }, () => null);
  }

  /** @throws DISPENSER_NOT_READY when a cassette has never been seen */
  update(ids: readonly (number | null)[]): string {
    for (const slot of this.#seen.keys()) this.#seen[slot] = ids[slot] ?? this.#seen[slot] ?? null;
    const missing = this.#seen.indexOf(null);
    if (missing < 0) return this.#seen.map((id) => id!.toString(16).toUpperCase()).join('');
    throw new TellersightError(
      'DISPENSER_NOT_READY',
      `cassette ${missing + 1} is absent since the start, so its notes cannot be told`,
    );
  }
}
