import type { NoteCounts } from '../../driver.ts';
import { deviceError } from './errors.ts';
import { LastStatus } from './lastStatus.ts';

/**
 * The notes of the last dispense when LAST STATUS tells of a good one; null otherwise: then no full success can look like
 * it. What cannot be read is kept byte for byte in the baseline and is no reason to refuse a payout.
 */
export function storedNotes(lastStatus: Uint8Array | null): NoteCounts | null {
  if (lastStatus === null) return null;
  try {
    const { command, error, cassettes } = new LastStatus().parse(lastStatus);
    if (command !== 0x52 || deviceError(error).effect !== 'ok') return null;
    return cassettes.map(({ exited }) => exited);
  } catch {
    return null;
  }
}
