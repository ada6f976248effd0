import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Test } from 'tap';
import { type Config, configSchema } from '../../../src/config/schema.ts';
import { PayoutEngine } from '../../../src/dispenser/payout.ts';
import type { PayoutRequest } from '../../../src/dispenser/payoutResult.ts';
import { Lcdm2000 } from '../../../src/dispenser/puloon/lcdm2000.ts';
import type { LineLimits } from '../../../src/dispenser/puloon/limits.ts';
import { SerialLink } from '../../../src/dispenser/serial/serialLink.ts';
import { openJournal } from '../../../src/journal/database.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { DispenserSimulator, type SimulatorOptions } from '../../../src/simulator/dispenser/client.ts';
import { silentLog } from '../../../src/system/log.ts';

export const dispenserConfig: Config['dispenser'] = configSchema.shape.dispenser.parse({
  driver: 'puloon-lcdm2000',
  cassettes: [{ value_minor: 10_000 }, { value_minor: 5000 }],
});

/** Patient where an answer is expected: a loaded machine must not turn it into silence. */
export const patient: Partial<LineLimits> = { ackMs: 1000, responseMs: 30_000, settleMs: 100, afterTroubleMs: 300 };
/** Short where silence is what is tested. */
export const hasty: Partial<LineLimits> = {
  ackMs: 300,
  responseMs: 1500,
  repeatMs: 300,
  settleMs: 100,
  afterTroubleMs: 300,
};

export function tempDir(t: Test): string {
  const dir = mkdtempSync(join(tmpdir(), 'tellersight-dispenser-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A dispenser simulator on a pseudo-terminal; ends with the test. */
export async function startSimulator(t: Test, dir: string, options: Partial<SimulatorOptions> = {}) {
  const paths = { link: join(dir, 'tty'), control: join(dir, 'control'), ledger: join(dir, 'ledger') };
  const simulator = await DispenserSimulator.start({ ...paths, noteMs: 5, ...options });
  t.teardown(() => simulator.stop());
  return simulator;
}

/** The engine with the true driver on the simulator's line, and a journal on disk. */
export function engineOn(link: string, journal: string | DatabaseSync, limits: Partial<LineLimits>, perCommand = 20) {
  const driver = new Lcdm2000({
    line: (events) =>
      new SerialLink({ path: link, baud: 9600, parity: 'none', stopBits: 1, modemLines: [], log: silentLog }, events),
    cassettes: 2,
    maxNotesPerCommand: perCommand,
    limits,
    log: silentLog,
  });
  const db = typeof journal === 'string' ? openJournal(journal) : journal;
  const config = { ...dispenserConfig, max_notes_per_command: perCommand };
  const engine = new PayoutEngine({
    driver,
    db,
    log: silentLog,
    clock: systemClock,
    config,
    currency: 'CNY',
    bootId: 'boot 1',
  });
  return { engine, driver, db };
}

/** What the machine moved; when the customer takes the notes is another matter. */
export function movements(simulator: DispenserSimulator) {
  const { exited, rejected, stuck } = simulator.counted();
  return { exited, rejected, stuck };
}

let serial = 0;

/** Asks for 5 notes of the upper cassette unless told otherwise. */
export function request(amountMinor = 50_000, dispenseId?: string): PayoutRequest {
  serial += 1;
  const id = dispenseId ?? `ID${serial}`;
  return {
    payoutId: `payout_${id}`,
    sessionId: 'session_1',
    dispenseId: id,
    decisionSha256: 'AB'.repeat(32),
    amountMinor,
    currency: 'CNY',
  };
}

/** Waits for something that another process is about to do; fails the test after 15 s. */
export async function eventually(what: string, check: () => boolean): Promise<void> {
  const deadline = systemClock.monotonicMs() + 15_000;
  while (!check()) {
    if (systemClock.monotonicMs() > deadline) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
