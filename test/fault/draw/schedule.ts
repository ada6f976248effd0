import type { Fault } from '../../../src/simulator/dispenser/faults.ts';

/**
 * A schedule is all that happens from outside, as plain data: printed with --trace, and cut down fault by fault to find
 * what a violation needs. Times are virtual milliseconds.
 *
 * Faults are aimed at a phase: phase 0 begins with the first start of the daemon, and a new one with each request of the
 * client and each later start. What counts bytes or operations of the disk counts from the beginning of the phase.
 */
export interface Schedule {
  readonly seed: number;
  readonly dialect: string;
  readonly class: SeedClass;
  readonly setup: Setup;
  readonly client: readonly ClientAction[];
  readonly faults: readonly FaultSpec[];
}

/**
 * - mild: one fault or none; most payouts are normal
 * - wild: everything that a host can be expected to survive
 * - beyond: corruption that passes the check of the wire protocol; no host can see it, so less is expected
 */
export type SeedClass = 'mild' | 'wild' | 'beyond';

export interface Setup {
  /** Minor units of a note, and notes, per cassette. */
  readonly values: readonly number[];
  readonly load: readonly number[];
  readonly noteMs: number;
  readonly takeMs: number;
  readonly nearEndBelow: number;
  readonly rejectRate: number;
  readonly maxNotesPerCommand: number;
  readonly pollIntervalS: number;
  readonly nearEmpty: 'first' | 'last';
  /** 0 = none. */
  readonly maxPayoutsPerHour: number;
  readonly latencyMs: number;
  /** Chance that a write reaches the other side in pieces. */
  readonly splitRate: number;
  /** A timer of the daemon comes up to so much late: a busy board. */
  readonly lateMs: number;
  /** Of the journal's file. */
  readonly pageSize: 1024 | 4096;
  /** Names and numbers of the simulated unit. */
  readonly settings: Readonly<Record<string, string>>;
}

export type ClientAction =
  /** Asks for a payout; the same `id` again is the same request. `overlap`: does not wait for the answer. */
  | {
      readonly do: 'pay';
      readonly waitMs: number;
      readonly id: number;
      readonly notes: number;
      readonly overlap: boolean;
    }
  | { readonly do: 'look'; readonly waitMs: number; readonly id: number }
  /** systemctl restart. */
  | { readonly do: 'restart'; readonly waitMs: number }
  /** An operator clears the machine and signs what left, if the dispenser is locked. */
  | { readonly do: 'operator'; readonly waitMs: number };

export type Direction = 'toDevice' | 'toHost';

export type FaultSpec = { readonly phase: number } & (WireFault | OtherFault);

/**
 * `index` is the byte it happens at, counted in this direction from the beginning of the phase, or from the moment at
 * which the journal has the command that is about to be sent.
 */
export type WireFault = {
  readonly on: 'wire';
  readonly direction: Direction;
  readonly since: 'phase' | 'sent';
  readonly index: number;
} & (
  | { readonly kind: 'lost'; readonly count: number }
  /** One mask per byte from `index` on. */
  | { readonly kind: 'corrupted'; readonly masks: readonly number[] }
  | { readonly kind: 'doubled' }
  | { readonly kind: 'inserted'; readonly bytes: readonly number[] }
  | { readonly kind: 'delayed'; readonly ms: number }
  /** Everything that is written with this byte. */
  | { readonly kind: 'frameLost' }
  /** A changed number with a good check: only in the class `beyond`. */
  | { readonly kind: 'forged' }
);

export type OtherFault =
  | { readonly on: 'device'; readonly fault: Fault }
  /** The device is switched off, and on again after `backMs` unless null. */
  | { readonly on: 'power'; readonly atMs: number; readonly backMs: number | null }
  | { readonly on: 'hangUp'; readonly atMs: number; readonly reopenMs: number | null }
  | { readonly on: 'kill'; readonly at: KillPoint; readonly restartMs: number }
  /** The whole board and the device lose their power: what is not synced is gone. */
  | { readonly on: 'board'; readonly at: KillPoint; readonly restartMs: number; readonly deviceToo: boolean }
  | { readonly on: 'disk'; readonly atMs: number; readonly what: DiskTrouble; readonly forMs: number }
  | { readonly on: 'clock'; readonly atMs: number; readonly jumpMs: number }
  /** The daemon's process stands still: what came meanwhile is found all at once, timers first. */
  | { readonly on: 'stall'; readonly atMs: number; readonly forMs: number };

export type DiskTrouble = 'eio' | 'full';

/** When the process dies: after so much time, so many bytes written, or at an operation of the disk. */
export type KillPoint =
  | { readonly ms: number }
  | { readonly bytes: number }
  | { readonly operation: number; readonly how: 'before' | 'after' }
  /** Within a write: its first bytes are on the disk. */
  | { readonly operation: number; readonly how: 'torn'; readonly part: number };

/** A short name per kind, for counting. */
export function faultName(fault: FaultSpec): string {
  switch (fault.on) {
    case 'wire':
      return `wire ${fault.direction} ${fault.kind}`;
    case 'device':
      return `device ${fault.fault.kind}`;
    case 'kill':
    case 'board': {
      const { at } = fault;
      const where = 'ms' in at ? 'at a time' : 'bytes' in at ? 'while writing' : `${at.how} an operation of the disk`;
      return `${fault.on === 'kill' ? 'killed' : 'board without power'} ${where}`;
    }
    case 'disk':
      return `disk ${fault.what}`;
    case 'power':
      return `device without power, ${fault.backMs === null ? 'for good' : 'comes back'}`;
    case 'hangUp':
      return `line hung up, ${fault.reopenMs === null ? 'for good' : 'comes back'}`;
    case 'clock':
      return `wall clock ${fault.jumpMs < 0 ? 'back' : 'forward'}`;
    case 'stall':
      return 'daemon stands still';
  }
}
