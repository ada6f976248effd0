import t from 'tap';
import type { SspFault } from '../../../../src/simulator/dispenser/ssp/faults.ts';
import { Rig } from './rig.ts';

const notes = [2, 1, 0, 1];

interface Case {
  readonly name: string;
  readonly faults: SspFault[];
  readonly outcome: string;
  readonly out?: number[];
  readonly match?: object;
  readonly alarms?: string[];
}

const cases: Case[] = [
  { name: 'normal', faults: [], outcome: 'dispensed', match: { deviceCode: 'D2', rejected: [0, 0, 0, 0] } },
  { name: 'command lost twice', faults: [{ kind: 'commandLost', times: 2, of: 'payout' }], outcome: 'dispensed' },
  { name: 'command doubled', faults: [{ kind: 'commandTwice', times: 1, of: 'payout' }], outcome: 'dispensed' },
  { name: 'command late', faults: [{ kind: 'commandDelay', times: 1, of: 'payout', ms: 2500 }], outcome: 'dispensed' },
  { name: 'answer lost', faults: [{ kind: 'replyLost', times: 2, of: 'payout' }], outcome: 'dispensed' },
  { name: 'answer damaged', faults: [{ kind: 'replyCorrupt', times: 3, of: 'payout' }], outcome: 'dispensed' },
  { name: 'answer late', faults: [{ kind: 'replyDelay', times: 1, of: 'payout', ms: 1500 }], outcome: 'dispensed' },
  { name: 'answer doubled', faults: [{ kind: 'replyTwice', times: 1, of: 'payout' }], outcome: 'dispensed' },
  { name: 'wrong flag', faults: [{ kind: 'replyWrongSequence', times: 2, of: 'payout' }], outcome: 'dispensed' },
  { name: 'poll answers lost', faults: [{ kind: 'replyLost', times: 5, of: 'poll' }], outcome: 'dispensed' },
  {
    name: 'notes to the cashbox on the way',
    faults: [{ kind: 'rejects', count: 2 }],
    outcome: 'dispensed',
    match: { rejected: [2, 0, 0, 0] },
  },
  {
    name: 'the store runs out',
    faults: [{ kind: 'pickError', after: 3 }],
    outcome: 'short',
    out: [2, 1, 0, 0],
    match: { deviceCode: 'D9', deviceMeaning: 'TIMEOUT' },
  },
  {
    name: 'refused with a reason that nobody knows',
    faults: [{ kind: 'refuse', reason: 7 }],
    outcome: 'notExecuted',
    out: [0, 0, 0, 0],
    match: { deviceCode: 'F5 07' },
  },
  {
    name: 'jam inside',
    faults: [{ kind: 'jamAtDiverter', after: 1 }],
    outcome: 'suspect',
    out: [1, 0, 0, 0],
    match: { deviceCode: 'D5' },
  },
  {
    name: 'jam at the exit',
    faults: [{ kind: 'jamAtExit', after: 1 }],
    outcome: 'suspect',
    out: [1, 0, 0, 0],
    alarms: ['DISPENSER_UNEXPECTED'],
  },
  {
    name: 'double feed',
    faults: [{ kind: 'overDispense', extra: 1 }],
    outcome: 'suspect',
    out: [2, 1, 0, 2],
    match: { overDispense: true },
  },
  { name: 'a level misread once', faults: [{ kind: 'levelMisread', times: 1 }], outcome: 'dispensed' },
  { name: 'the counter misses a note', faults: [{ kind: 'counterStuck', times: 1 }], outcome: 'suspect' },
  { name: 'the event states another value', faults: [{ kind: 'wrongValue' }], outcome: 'suspect' },
  { name: 'an event that nobody knows', faults: [{ kind: 'unknownEvent' }], outcome: 'suspect' },
  { name: 'an error on the way', faults: [{ kind: 'errorDuringPayout' }], outcome: 'suspect' },
  {
    name: 'somebody tampers',
    faults: [{ kind: 'fraudAttempt' }],
    outcome: 'suspect',
    alarms: ['DISPENSER_UNEXPECTED'],
  },
  {
    name: 'keys lost at the payout: nothing is known before recovery',
    faults: [{ kind: 'keyLost' }],
    outcome: 'unknown',
    out: [0, 0, 0, 0],
    alarms: ['DISPENSER_RESET'],
  },
  {
    name: 'power lost after two notes, for ever',
    faults: [{ kind: 'powerLoss', after: 2, backMs: null }],
    outcome: 'unknown',
    out: [2, 0, 0, 0],
  },
];

for (const { name, faults, outcome, out = notes, match = {}, alarms = [] } of cases) {
  t.test(name, async (t) => {
    const rig = await new Rig().begin();
    const trace = rig.trace();
    // Armed when the payout is about to leave: what comes before it is prepared without faults.
    trace.onSent = () => {
      for (const fault of faults) rig.faults.arm(fault);
    };
    const report = await rig.call(rig.driver.dispense(notes, trace));
    t.equal(report.outcome, outcome, report.discrepancy ?? report.deviceMeaning ?? '');
    t.match(report, match);
    t.same(pad(rig.ledger.totals.exited), out, 'what the ledger counted');
    if (outcome === 'dispensed' || outcome === 'short') t.same(report.exited, out, 'said = counted');
    t.same([...new Set(rig.alarms)], alarms);
    t.same(trace.attempts, [1], 'one command, however often it was sent');
    t.equal(rig.device.cashCommands, out.some((count) => count > 0) ? 1 : 0);
  });
}

function pad(counts: readonly number[]): number[] {
  return [0, 1, 2, 3].map((i) => counts[i] ?? 0);
}
