/** What one cassette did in a dispense. EXIT is what was paid; CHK is what the sensors after the cassette counted. */
export interface CassetteResult {
  readonly checked: number;
  readonly exited: number;
  readonly rejected: number;
  readonly nearEnd: boolean;
}

/** The answer to any of the dispense commands, `null` for a cassette that the command does not touch. */
export interface DispenseResponse {
  readonly error: number;
  readonly upper: CassetteResult | null;
  readonly lower: CassetteResult | null;
}
