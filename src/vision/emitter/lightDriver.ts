/** What a device was set to, in its own words; only its driver understands it. */
export type LightSetting = Readonly<Record<string, string>>;

/** One way to switch a light. Everything rejects with a LIGHT_* code. Deadlines are the caller's. */
export interface LightDriver {
  readonly kind: 'gpio' | 'led' | 'serial' | 'uvc-xu';
  /** Names device and control: what its setting is kept under. */
  readonly device: string;
  /** Opens the device and checks that it is the one meant; changes nothing that `setting` has not told. */
  open(): Promise<void>;
  /** What it is set to now; null where there is nothing to give back. */
  setting(): Promise<LightSetting | null>;
  restore(setting: LightSetting): Promise<void>;
  /** Switches, and resolves with the time the device had the command: CLOCK_MONOTONIC, microseconds. */
  write(lit: boolean): Promise<number>;
  /** Idempotent. */
  close(): Promise<void>;
}
