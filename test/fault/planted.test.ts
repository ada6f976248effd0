import t from 'tap';
import type { InvariantName } from './check/violation.ts';
import { faultDialects } from './dialects/dialects.ts';
import { drawSchedule } from './draw/drawSchedule.ts';
import { journalAfterWrite, noFsync, noTransactions, unlockAtRestart } from './planted/engineBugs.ts';
import { staleLastStatus } from './planted/lcdm4000Bugs.ts';
import { checkedForExited, lateForAnother, resendOnMissingAck, scanningForEtx } from './planted/puloonBugs.ts';
import { Coverage } from './report/coverage.ts';
import type { Parts } from './world/life.ts';
import { outsideOfPromises } from './world/outsideOfPromises.ts';
import { runSchedule } from './world/runSchedule.ts';

t.setTimeout(300_000);

const puloon = 'puloon-lcdm2000';

/** A mistake that others made or that is easily made, and the first invariant that it must break. */
const bugs: readonly { name: string; dialect: string; parts: Partial<Parts>; breaks: readonly InvariantName[] }[] = [
  { name: 'resends on a missing ACK', dialect: puloon, parts: resendOnMissingAck, breaks: ['once'] },
  {
    name: 'journal after the bytes',
    dialect: puloon,
    parts: journalAfterWrite(faultDialects[puloon]!),
    breaks: ['recorded', 'certain'],
  },
  { name: 'counters from CHK instead of EXIT', dialect: puloon, parts: checkedForExited, breaks: ['counters'] },
  { name: 'parser that scans for ETX', dialect: 'puloon-lcdm4000', parts: scanningForEtx, breaks: ['certain'] },
  {
    name: 'a stale LAST STATUS accepted',
    dialect: 'puloon-lcdm4000',
    parts: staleLastStatus,
    breaks: ['certain'],
  },
  { name: 'unlocked by a restart', dialect: puloon, parts: unlockAtRestart, breaks: ['locked', 'notAfterUncertain'] },
  { name: 'a result without a transaction', dialect: puloon, parts: noTransactions, breaks: ['counters'] },
  { name: 'no fsync', dialect: puloon, parts: noFsync, breaks: ['stable', 'recorded', 'certain'] },
  {
    name: 'a late answer taken for that of another command',
    dialect: puloon,
    parts: lateForAnother,
    breaks: ['usable', 'certain'],
  },
];
const mostSeeds = 4000;

for (const { name, dialect, parts, breaks } of bugs) {
  t.test(`planted: ${name}`, async (t) => {
    const { seed, invariants } = await outsideOfPromises(() => firstCaught(dialect, parts, breaks));
    t.ok(seed !== null, `caught by ${invariants.join(', ')} at seed ${seed}`);
  });
}

/** The first schedule in which the bug breaks one of the invariants that it is expected to break. */
function firstCaught(dialect: string, parts: Partial<Parts>, breaks: readonly InvariantName[]) {
  for (let seed = 1; seed <= mostSeeds; seed++) {
    const { violations } = runSchedule(drawSchedule(seed, [dialect]), { coverage: new Coverage(), parts });
    const invariants = new Set(violations.map(({ invariant }) => invariant));
    if (breaks.some((invariant) => invariants.has(invariant))) return { seed, invariants: [...invariants] };
  }
  return { seed: null, invariants: [] };
}
