/** What a cash dispenser can be asked for; one implementation per wire protocol. */

/** Words of XFS4IoT CashDispenser / CashManagement where it has one. */
export type DispenserState = 'online' | 'offline' | 'hardwareError' | 'potentialFraud' | 'locked';

export interface DispenserIdentity {
  readonly protocol: string;
  /** ROM version and checksum as the device states them; "" where the protocol has no such question. */
  readonly firmware: string;
  readonly checksum: string;
  /** Serial number of the device; null where the protocol has none. */
  readonly serial: string | null;
}

export interface CassetteStatus {
  readonly index: number;
  readonly present: boolean;
  readonly nearEnd: boolean;
  readonly empty: boolean;
  /** Notes in it by the device's own count; null where the device does not count. */
  readonly count: number | null;
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
  /** Counts that do not fit each other or the request, in words; null when they do. */
  readonly discrepancy: string | null;
  /** The device itself saw more notes leave than were asked for. */
  readonly overDispense?: true;
}

/** What PURGE did to the notes on the path. */
export interface PurgeReport {
  readonly outcome: 'purged' | 'notExecuted' | 'suspect' | 'unknown';
  readonly deviceCode: string | null;
  readonly deviceMeaning: string | null;
}

export interface DispenserCapability {
  readonly protocol: string;
  readonly cassettes: number;
  readonly maxNotesPerCommand: number;
  /** Can the result of a lost answer be asked for again (R20)? */
  readonly resultRetrievable: boolean;
  /** Are commands that move cash encrypted and protected against replay on the wire? */
  readonly encrypted: boolean;
  /** Rests on facts of one source only and was never checked against a unit or the vendor's text. */
  readonly experimental: boolean;
  /** Plain statements of what the link can and cannot prove. */
  readonly statements: readonly string[];
}

/**
 * What the device said of itself right before a command that moves cash (last result, levels, counters). The engine
 * journals it with `sent` and hands it back to `recover`; only the driver that wrote it reads it.
 */
export type Baseline = Readonly<Record<string, string | number | readonly number[]>>;

/** Called with each byte-level step so that the journal can hold it. */
export interface DispenseTrace {
  /**
   * Called before the first byte of each transmission leaves; 1 is the first one, more follow only after an explicit
   * refusal by the device. When it throws, nothing of that transmission is written.
   */
  sent(attempt: number, baseline?: Baseline): void;
  /** The device said that it accepted the command. Must not throw. */
  acknowledged(): void;
}

/** A command whose result is not known, as the journal has it. */
export interface OpenCommand {
  readonly notes: NoteCounts;
  /** As given to `sent`; null when there was none. */
  readonly baseline: Baseline | null;
  /** The device said that it accepted the command: it is not true then that it was never executed. */
  readonly acknowledged: boolean;
  /** False when the board was restarted since: the device may have lost its power as well. */
  readonly sameBoot: boolean;
}

export type AlarmCode = 'DISPENSER_LINK_LOST' | 'DISPENSER_UNEXPECTED' | 'DISPENSER_RESET';

/** What a driver tells without being asked. None of these may throw. */
export interface DriverListener {
  /** A sign of tampering or failure (R20): the engine locks. */
  alarm(code: AlarmCode, message: string): void;
  /** The answer of a dispense command that was already reported as unknown. */
  late(report: DispenseReport): void;
  /**
   * A dispense answer that belongs to no command of this process: to one from before a restart, or to another host on
   * the cable. Its counts are what it says; the outcome is always suspect.
   */
  unsolicited(report: DispenseReport): void;
  /** After every (re)connection. */
  identified(identity: DispenserIdentity): void;
}

export interface DispenserDriver {
  readonly capability: DispenserCapability;
  /** The line is open. */
  readonly connected: boolean;
  /** Must be called before start(). */
  listen(listener: DriverListener): void;
  /** Opens the line; when that fails it goes on trying in the background and does not reject. */
  start(): Promise<void>;
  /** @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL */
  identify(): Promise<DispenserIdentity>;
  /** @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL */
  status(): Promise<DispenserStatus>;
  /**
   * Cuts a mix into the commands this device is to be given, one after the other: by its limits, and, where it can be
   * asked for its last result, so that each result differs from the one before it. Moves nothing.
   *
   * @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL, NOT_DISPENSABLE
   */
  plan(notes: NoteCounts): Promise<readonly NoteCounts[]>;
  /**
   * Moves cash. Rejects (DISPENSER_OFFLINE, DISPENSER_PROTOCOL, DISPENSER_NOT_READY, or what `trace.sent` threw) only
   * while no byte of the command was written; after that it resolves with the outcome.
   */
  dispense(notes: NoteCounts, trace: DispenseTrace): Promise<DispenseReport>;
  /**
   * Asks what became of a command whose answer was lost. Moves no cash and never rejects: `unknown` unless the protocol
   * proves the result.
   */
  recover(open: OpenCommand): Promise<DispenseReport>;
  /**
   * Everything that was ever sent has a result in the journal: what the device still reports of it may be acknowledged.
   * Told before the idle device is looked at; absent where the protocol has nothing to acknowledge.
   */
  nothingOpen?(): void;
  /**
   * Runs the transport and takes notes on the path to the reject tray; a note at the exit may fall out, so this moves
   * cash and is only done for a person at the open safe. Rejects like `dispense`.
   */
  purge(trace: DispenseTrace): Promise<PurgeReport>;
  stop(): Promise<void>;
}
