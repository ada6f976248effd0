/** What a cash dispenser can be asked for; one implementation per wire protocol. */

/** Words of XFS4IoT CashDispenser / CashManagement where it has one. */
export type DispenserState = 'online' | 'offline' | 'hardwareError' | 'potentialFraud' | 'locked';

export interface DispenserIdentity {
  readonly protocol: string;
  /** ROM version and checksum as the device states them. */
  readonly firmware: string;
  readonly checksum: string;
}

export interface CassetteStatus {
  readonly index: number;
  readonly present: boolean;
  readonly nearEnd: boolean;
  readonly empty: boolean;
}

export interface DispenserStatus {
  readonly code: string;
  readonly cassettes: readonly CassetteStatus[];
  /** True when a sensor sees a note between cassette and exit. */
  readonly notesOnPath: boolean;
  readonly noteAtExit: boolean;
  readonly rejectTrayPresent: boolean;
}

/** Notes to take from each cassette, index 0 first. */
export type NoteCounts = readonly number[];

/**
 * What one dispense command did, as far as the wire can prove it.
 * - dispensed: exactly the requested notes passed the exit sensor
 * - short: fewer, and the counts are reliable
 * - notExecuted: the device said explicitly that it did not accept the command
 * - suspect: an answer came, but its counts are doubtful or contradict the request
 * - unknown: no (readable) answer; whether notes left cannot be told
 */
export type DispenseOutcome = 'dispensed' | 'short' | 'notExecuted' | 'suspect' | 'unknown';

export interface DispenseReport {
  readonly outcome: DispenseOutcome;
  /** Notes that passed the exit sensor per cassette; null where the device did not say. */
  readonly exited: readonly (number | null)[];
  readonly rejected: readonly (number | null)[];
  /** The device's own error code, e.g. "35", and what it means. */
  readonly deviceCode: string | null;
  readonly deviceMeaning: string | null;
  readonly nearEnd: readonly boolean[];
}

export interface DispenserCapability {
  readonly protocol: string;
  readonly cassettes: number;
  readonly maxNotesPerCommand: number;
  /** Can the result of a lost answer be asked for again (R20)? */
  readonly resultRetrievable: boolean;
  /** Plain statements of what the link can and cannot prove. */
  readonly statements: readonly string[];
}

/** Called with each byte-level step so that the journal can hold it ("sent" is journalled before the first byte leaves). */
export interface DispenseTrace {
  sent(): void;
  acknowledged(): void;
}

export interface DispenserDriver {
  readonly capability: DispenserCapability;
  start(): Promise<void>;
  identify(): Promise<DispenserIdentity>;
  status(): Promise<DispenserStatus>;
  /** Moves cash. Never rejects once the first byte was written: then it resolves with the outcome. */
  dispense(notes: NoteCounts, trace: DispenseTrace): Promise<DispenseReport>;
  stop(): Promise<void>;
}
