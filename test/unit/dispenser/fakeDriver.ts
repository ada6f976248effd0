import type { DatabaseSync } from 'node:sqlite';
import { type Config, configSchema } from '../../../src/config/schema.ts';
import type {
  DispenseReport,
  DispenserCapability,
  DispenserDriver,
  DispenserIdentity,
  DispenserStatus,
  DispenseTrace,
  DriverListener,
  NoteCounts,
  OpenCommand,
  PurgeReport,
} from '../../../src/dispenser/driver.ts';
import { PayoutEngine } from '../../../src/dispenser/payout.ts';
import type { PayoutRequest } from '../../../src/dispenser/payoutResult.ts';
import { splitSteps } from '../../../src/dispenser/splitSteps.ts';
import { openJournal } from '../../../src/journal/database.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Timers } from '../../../src/lib/timers.ts';
import { silentLog } from '../../../src/system/log.ts';

/** A driver without a wire: pays what `script` says and counts what left. */
export class FakeDriver implements DispenserDriver {
  readonly capability: DispenserCapability = {
    protocol: 'fake',
    cassettes: 2,
    maxNotesPerCommand: 60,
    resultRetrievable: false,
    encrypted: false,
    experimental: false,
    statements: [],
  };
  connected = true;
  identity: DispenserIdentity = { protocol: 'fake', firmware: 'T20', checksum: '5624', serial: null };
  listener: DriverListener | null = null;
  /** Notes that physically left, whatever the report says. */
  readonly left = [0, 0];
  /** Calls of dispense that wrote a first byte. */
  commands = 0;
  script: (notes: NoteCounts, trace: DispenseTrace) => Promise<DispenseReport> = async (notes, trace) => {
    trace.sent(1);
    trace.acknowledged();
    return this.pay(notes);
  };
  state: DispenserStatus = {
    code: '30',
    cassettes: [0, 1].map((index) => ({ index, present: true, nearEnd: false, empty: false, count: null })),
    notesOnPath: false,
    noteAtExit: false,
    rejectTrayPresent: true,
  };

  listen(listener: DriverListener): void {
    this.listener = listener;
  }
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  async identify() {
    return this.identity;
  }
  async status() {
    return this.state;
  }
  dispense(notes: NoteCounts, trace: DispenseTrace): Promise<DispenseReport> {
    const counted: DispenseTrace = {
      sent: (attempt, baseline) => {
        trace.sent(attempt, baseline);
        this.commands += 1;
      },
      acknowledged: () => trace.acknowledged(),
    };
    return this.script(notes, counted);
  }

  /** Commands of the engine are split like this one's configuration says. */
  perCommand = 20;
  async plan(notes: NoteCounts): Promise<readonly NoteCounts[]> {
    return splitSteps(notes, this.perCommand);
  }
  /** What recover says, and what it was asked about. */
  recovered: DispenseReport = unknown;
  readonly asked: OpenCommand[] = [];
  async recover(open: OpenCommand): Promise<DispenseReport> {
    this.asked.push(open);
    return this.recovered;
  }
  async purge(): Promise<PurgeReport> {
    return { outcome: 'purged', deviceCode: '30', deviceMeaning: 'good' };
  }

  /** The notes leave, and the report says so. */
  pay(notes: NoteCounts, over: Partial<DispenseReport> = {}): DispenseReport {
    for (const [i, count] of notes.entries()) this.left[i]! += count;
    return report({ exited: notes, ...over });
  }
}

export function report(over: Partial<DispenseReport>): DispenseReport {
  return {
    outcome: 'dispensed',
    exited: [0, 0],
    rejected: [0, 0],
    deviceCode: '31',
    deviceMeaning: 'normal stop',
    nearEnd: [false, false],
    discrepancy: null,
    ...over,
  };
}

export const unknown = report({
  outcome: 'unknown',
  exited: [null, null],
  rejected: [null, null],
  deviceCode: null,
  deviceMeaning: 'silence',
});

export const clock = { monotonicMs: () => 0, now: () => new Date('2026-08-01T10:00:00.000Z') };

export const dispenserConfig: Config['dispenser'] = configSchema.shape.dispenser.parse({
  cassettes: [{ value_minor: 10_000 }, { value_minor: 5000 }],
});

export function request(dispenseId: string, amountMinor = 50_000): PayoutRequest {
  return {
    payoutId: `payout_${dispenseId}`,
    sessionId: 'session_1',
    dispenseId,
    decisionSha256: 'AB'.repeat(32),
    amountMinor,
    currency: 'CNY',
  };
}

/** True time, but an engine that a test leaves behind as if it had been killed does not keep the process. */
const timers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms).unref();
    return () => clearTimeout(timer);
  },
  nowMs: () => performance.now(),
};

/** An engine on a journal in memory; give `db` again for the engine after a restart. */
export function engineWith(
  driver: FakeDriver,
  options: {
    db?: DatabaseSync;
    config?: Partial<Config['dispenser']>;
    clock?: Clock;
    timers?: Timers;
    bootId?: string;
  } = {},
) {
  const { db = openJournal(':memory:'), config: changes, ...chosen } = options;
  const config = { ...dispenserConfig, ...changes };
  const engine = new PayoutEngine({
    driver,
    db,
    log: silentLog,
    clock,
    config,
    currency: 'CNY',
    bootId: 'boot 1',
    timers,
    ...chosen,
  });
  return { engine, db };
}

/** Lets everything that is due run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
