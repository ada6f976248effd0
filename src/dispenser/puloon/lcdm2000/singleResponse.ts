import type { CassetteResult } from '../cassetteResult.ts';
import { readCount, readNearEnd } from './fields.ts';

/** The 8 data bytes of 45, 55, 76 and 77: CHK(2) EXIT(2) ERR STAT REJ(2). */
export function parseSingle(data: Uint8Array): { error: number; result: CassetteResult } {
  const result = {
    checked: readCount(data, 0),
    exited: readCount(data, 2),
    rejected: readCount(data, 6),
    nearEnd: readNearEnd(data, 5),
  };
  return { error: data[4]!, result };
}
