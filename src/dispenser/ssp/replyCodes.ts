/** What the first byte of an answer says (reference §5.3). */
export interface ReplyCode {
  readonly name: string;
  readonly meaning: string;
}

export const OK = 0xf0;
export const cannotProcess = 0xf5;
export const keyNotSet = 0xfa;

export const replyCodes: ReadonlyMap<number, ReplyCode> = new Map([
  [OK, { name: 'OK', meaning: 'carried out' }],
  [0xf2, { name: 'UNKNOWN COMMAND', meaning: 'not carried out' }],
  [0xf3, { name: 'WRONG PARAMETER COUNT', meaning: 'not carried out' }],
  [0xf4, { name: 'OUT OF RANGE', meaning: 'a parameter is not allowed; not carried out' }],
  [cannotProcess, { name: 'CANNOT PROCESS', meaning: 'not carried out; a second byte says why' }],
  [0xf6, { name: 'SOFTWARE ERROR', meaning: 'the device failed' }],
  [0xf8, { name: 'FAIL', meaning: 'not carried out' }],
  [keyNotSet, { name: 'KEY NOT SET', meaning: 'encrypted, but the device has no key: it was reset, or never had one' }],
]);

/** Second byte after F5, as an answer to a payout. */
export const payoutRefusals: ReadonlyMap<number, string> = new Map([
  [0, 'not enough value'],
  [1, 'cannot pay the exact amount'],
  [3, 'busy'],
  [4, 'disabled'],
]);
