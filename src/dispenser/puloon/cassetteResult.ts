/** What one cassette did in a dispense. */
export interface CassetteResult {
  /** Notes that the sensors after the cassette counted (CHK); null where the device does not tell. */
  readonly checked: number | null;
  /** Notes that passed the exit sensor: what was paid. */
  readonly exited: number;
  readonly rejected: number;
  readonly nearEnd: boolean;
}
