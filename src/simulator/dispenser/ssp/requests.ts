/** One command of the host in the device's own words; `unlisted` gets F2, `malformed` F3. */
export type Request =
  | {
      readonly ask:
        | 'reset'
        | 'setup'
        | 'poll'
        | 'disable'
        | 'enable'
        | 'serial'
        | 'sync'
        | 'levels'
        | 'halt'
        | 'pollWithAck'
        | 'eventAck'
        | 'counters'
        | 'disablePayout'
        | 'enablePayout'
        | 'inhibits'
        | 'unlisted'
        | 'malformed';
    }
  | { readonly ask: 'protocol'; readonly version: number }
  | { readonly ask: 'generator' | 'modulus' | 'exchange'; readonly value: bigint }
  | { readonly ask: 'payout'; readonly wanted: readonly Wanted[]; readonly pay: boolean }
  | { readonly ask: 'payoutAmount'; readonly value: number; readonly currency: string; readonly pay: boolean };

export interface Wanted {
  readonly count: number;
  readonly value: number;
  readonly currency: string;
}

const plain = {
  1: 'reset',
  2: 'inhibits',
  5: 'setup',
  7: 'poll',
  9: 'disable',
  10: 'enable',
  12: 'serial',
  17: 'sync',
  34: 'levels',
  56: 'halt',
  86: 'pollWithAck',
  87: 'eventAck',
  88: 'counters',
  91: 'disablePayout',
  92: 'enablePayout',
} as const;

/** Commands that are only heard encrypted (reference §5.3, marked E). */
export const secret: ReadonlySet<number> = new Set([0x33, 0x46, 0x38, 0x56, 0x57]);

export function readRequest(data: Uint8Array): Request {
  const bytes = Buffer.from(data);
  const code = bytes[0];
  if (code === 6) return bytes.length === 2 ? { ask: 'protocol', version: bytes[1]! } : { ask: 'malformed' };
  if (code === 0x4a || code === 0x4b || code === 0x4c) {
    if (bytes.length !== 9) return { ask: 'malformed' };
    const value = bytes.readBigUInt64LE(1);
    return { ask: code === 0x4a ? 'generator' : code === 0x4b ? 'modulus' : 'exchange', value };
  }
  if (code === 0x46) return payout(bytes);
  if (code === 0x33) {
    if (bytes.length !== 9 || !isOption(bytes[8])) return { ask: 'malformed' };
    const currency = bytes.toString('latin1', 5, 8);
    return { ask: 'payoutAmount', value: bytes.readUInt32LE(1), currency, pay: bytes[8] === 0x58 };
  }
  return { ask: plain[code as keyof typeof plain] ?? 'unlisted' };
}

function payout(bytes: Buffer): Request {
  const entries = bytes[1] ?? 0;
  const option = bytes.at(-1);
  if (entries === 0 || bytes.length !== 3 + entries * 9 || !isOption(option)) return { ask: 'malformed' };
  const wanted = Array.from({ length: entries }, (_, i) => {
    const at = 2 + i * 9;
    const currency = bytes.toString('latin1', at + 6, at + 9);
    return { count: bytes.readUInt16LE(at), value: bytes.readUInt32LE(at + 2), currency };
  });
  return { ask: 'payout', wanted, pay: option === 0x58 };
}

/** 58 pays, 19 only asks. */
function isOption(byte: number | undefined): boolean {
  return byte === 0x58 || byte === 0x19;
}
