import { readError, readNumber, readType } from './fields.ts';

/** What one cassette did, as every answer about notes has it. */
export interface CassetteMovement {
  readonly exited: number;
  readonly rejected: number;
  /** 0 = no cassette, 1 to 4. */
  readonly type: number;
}

export interface Movement {
  /** Error code, 0 = good. */
  readonly error: number;
  readonly cassettes: readonly CassetteMovement[];
}

/** ERR MISS [EXIT REJ TYPE]x4 (reference §3.3). MISS is reserved and not looked at. */
export function readMovement(data: Uint8Array, offset = 0): Movement {
  const cassettes = [0, 1, 2, 3].map((cassette) => {
    const at = offset + 2 + cassette * 3;
    return { exited: readNumber(data, at), rejected: readNumber(data, at + 1), type: readType(data, at + 2) };
  });
  return { error: readError(data, offset), cassettes };
}
