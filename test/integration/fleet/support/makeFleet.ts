import type { DatabaseSync } from 'node:sqlite';
import { configSchema } from '../../../../src/config/schema.ts';
import { type DecisionReport, Fleet } from '../../../../src/fleet/fleet.ts';
import { systemClock } from '../../../../src/lib/clock.ts';
import { type Log, silentLog } from '../../../../src/system/log.ts';

const sha = 'ab'.repeat(32);

/** A decision report whose `evidenceIndex` tells the receiver which one it is. */
export function decision(index: number): DecisionReport {
  return {
    decisionId: `d${index}`,
    sessionId: 's1',
    decisionSha256: sha,
    outcome: 'refuse',
    reasons: ['CANCELLED'],
    tier: 'A',
    amountMinor: 50_000,
    currency: 'CNY',
    captures: 1,
    durationMs: 1200,
    packManifestSha256: null,
    evidenceIndex: index,
    evidenceLeaf: sha,
  };
}

export function makeFleet(db: DatabaseSync, fleetConfig: Record<string, unknown>, log: Log = silentLog): Fleet {
  const config = configSchema.shape.fleet.parse(fleetConfig);
  const terminal = configSchema.shape.terminal.parse({ id: 't1', site: 's1' });
  const info = { version: '0.1.0', pack: null, capability: { codedIllumination: null, dispenser: null } };
  return new Fleet({ config, terminal, db, log, clock: systemClock, info, backoffMs: { base: 20, max: 100 } });
}
