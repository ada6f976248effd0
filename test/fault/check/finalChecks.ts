import type { PayoutRequest } from '../../../src/dispenser/payoutResult.ts';
import { summarise } from '../../../src/dispenser/payoutSummary.ts';
import { readCounters } from '../../../src/journal/cassetteCounters.ts';
import { readLocks } from '../../../src/journal/dispenserLock.ts';
import { PayoutJournal } from '../../../src/journal/payouts.ts';
import { currentState, type StepRecord } from '../../../src/journal/stepRecord.ts';
import type { Life } from '../world/life.ts';
import type { StepTruth } from '../world/truth.ts';
import type { World } from '../world/world.ts';
import { excuseFor } from './exclusions.ts';

const open = ['planned', 'intent', 'sent'];
const uncertain = ['unknown', 'suspect'];
const certain = ['dispensed', 'short', 'notExecuted'];

/** Before an operator comes: nothing is left open, and what is uncertain is locked. */
export function checkAtRest(world: World, { db }: Life): void {
  const rows = db.prepare("SELECT payout_id, step, state FROM payout_steps WHERE state <> 'settled'").all();
  const locks = readLocks(db);
  const isUncertain = new Set<string>();
  for (const row of rows) {
    const [payoutId, step, state] = [String(row.payout_id), Number(row.step), String(row.state)];
    if (open.includes(state)) world.violate('closed', `step ${step} is still ${state}`, payoutId);
    if (uncertain.includes(state)) isUncertain.add(payoutId);
  }
  for (const { payoutId, code } of locks) {
    if (payoutId === null || isUncertain.has(payoutId) || code === 'JOURNAL_UNWRITABLE') continue;
    world.violate('locked', 'a lock names a payout that is not uncertain', payoutId);
  }
  if (isUncertain.size > 0 && locks.length === 0) {
    world.violate('locked', `${[...isUncertain].join(', ')} is uncertain, and there is no lock`);
  }
}

/** Holds the whole journal against the truth. */
export function checkJournal(world: World, { db }: Life, asked: Iterable<PayoutRequest>): void {
  const journal = new PayoutJournal(db, world.clock);
  const known = new Set<string>();
  for (const request of asked) {
    const { payoutId } = request;
    if (journal.byDispenseId(request.dispenseId) === null) continue;
    known.add(payoutId);
    for (const step of journal.steps(payoutId)) checkStep(world, step);
    checkPaid(world, payoutId, request.amountMinor);
    const result = summarise(db, journal, request);
    const wrong = world.history.tell(request.dispenseId, result);
    if (wrong !== null) world.violate('stable', wrong, payoutId);
    if (certain.includes(result.outcome)) checkSum(world, payoutId, result.dispensedMinor);
  }
  if (world.truth.strayNotes > 0) {
    world.violate('recorded', `${world.truth.strayNotes} notes left before any command was recorded`);
  }
  for (const step of world.truth.steps.values()) {
    if (!known.has(step.payoutId) && step.executions > 0) {
      world.violate('recorded', 'a payout was carried out, and the journal does not know it', step.payoutId);
    }
  }
}

/** Everything that left is in the counters. What an answer was made to say too much stays in them: they never go back. */
export function checkCounters(world: World, { db }: Life): void {
  const { exited } = world.truth.sums.totals;
  const excuse = excuseFor(world.dialect.check, [...world.truth.steps.values()], 'stated');
  const counters = new Map(readCounters(db).map((row) => [row.cassette, row.dispensed]));
  for (const cassette of world.schedule.setup.values.keys()) {
    const [dispensed, left] = [counters.get(cassette) ?? 0, exited[cassette] ?? 0];
    if (dispensed === left) continue;
    world.violateUnless(excuse, 'counters', `cassette ${cassette + 1}: ${dispensed} counted, ${left} left`);
  }
}

function checkStep(world: World, record: StepRecord): void {
  const { payoutId, step } = record;
  const state = currentState(record);
  const truth = world.truth.steps.get(`${payoutId}/${step}`) ?? null;
  const asked = record.notes.map(({ count }) => count);
  const left = record.notes.map(({ cassette }) => truth?.exited[cassette] ?? 0);
  checkAlarm(world, truth, state, asked, left);
  if (!certain.includes(state)) return;
  const report = record.states.findLast(({ detail }) => detail.report !== undefined)?.detail.report;
  const said = record.notes.map(({ cassette }) => (state === 'notExecuted' ? 0 : (report?.exited[cassette] ?? null)));
  const tray = record.notes.map(({ cassette }) => truth?.rejected[cassette] ?? 0);
  const saidTray = record.notes.map(({ cassette }) => report?.rejected[cassette] ?? null);
  const excuse = truth && excuseFor(world.dialect.check, [truth], 'stated');
  const violate = (message: string) => world.violateUnless(excuse, 'certain', `step ${step}: ${message}`, payoutId);
  if (said.some((count, i) => (count ?? 0) !== left[i])) {
    violate(`${state} with ${said.join('/')} notes, ${left.join('/')} left`);
  }
  if (saidTray.some((count, i) => count !== null && count !== tray[i])) {
    violate(`${state} with ${saidTray.join('/')} notes rejected, ${tray.join('/')} were`);
  }
}

/** Too many notes of one step: suspect or unknown, or settled after having been that. */
function checkAlarm(world: World, truth: StepTruth | null, state: string, asked: number[], left: number[]): void {
  if (truth === null || !left.some((count, i) => count > asked[i]!) || !certain.includes(state)) return;
  const excuse = excuseFor(world.dialect.check, [truth], 'stated');
  const message = `step ${truth.step} is ${state}, ${left.join('/')} notes left, ${asked.join('/')} were asked for`;
  world.violateUnless(excuse, 'alarm', message, truth.payoutId);
}

function checkPaid(world: World, payoutId: string, amountMinor: number): void {
  const { values } = world.schedule.setup;
  const steps = [...world.truth.steps.values()].filter((step) => step.payoutId === payoutId);
  const paid = world.truth.exitedFor(payoutId).reduce((sum, notes, i) => sum + notes * (values[i] ?? 0), 0);
  const extra = steps.reduce((sum, step) => sum + step.extra, 0) * Math.max(...values);
  if (paid <= amountMinor + extra) return;
  world.violateUnless(
    excuseFor(world.dialect.check, steps, 'paid'),
    'authorised',
    `${paid} paid, ${amountMinor} asked for`,
    payoutId,
  );
}

function checkSum(world: World, payoutId: string, statedMinor: number | null): void {
  const { values } = world.schedule.setup;
  const paid = world.truth.exitedFor(payoutId).reduce((sum, notes, i) => sum + notes * (values[i] ?? 0), 0);
  if (paid === statedMinor) return;
  const steps = [...world.truth.steps.values()].filter((step) => step.payoutId === payoutId);
  world.violateUnless(
    excuseFor(world.dialect.check, steps, 'stated'),
    'certain',
    `${statedMinor} stated, ${paid} paid`,
    payoutId,
  );
}
