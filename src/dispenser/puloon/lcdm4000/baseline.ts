import type { Baseline } from '../../driver.ts';

/** The device refused to say what its last result is: it has none. */
const none = 'none';

/** LAST STATUS right before a dispense, as the journal keeps it: its bytes, hex. */
export function baselineOf(lastStatus: Uint8Array | null): Baseline {
  return { lastStatus: lastStatus === null ? none : hex(lastStatus) };
}

/** True when `lastStatus` is what the device said before the command; null when nothing is known about before. */
export function isUnchanged(baseline: Baseline | null, lastStatus: Uint8Array): boolean | null {
  const before = baseline?.lastStatus;
  return typeof before === 'string' ? before === hex(lastStatus) : null;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
