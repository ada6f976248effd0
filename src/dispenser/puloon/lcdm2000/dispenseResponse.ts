import type { CassetteResult } from '../cassetteResult.ts';

/** The answer to any of the dispense commands, `null` for a cassette that the command does not touch. */
export interface DispenseResponse {
  readonly error: number;
  readonly upper: CassetteResult | null;
  readonly lower: CassetteResult | null;
}
