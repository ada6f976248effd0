import { cannotProcess, payoutRefusals, replyCodes } from './replyCodes.ts';

/** "F5 01": how codes of answers are written in records. */
export function replyName(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1 ');
}

/** An answer other than OK in words. */
export function describeReply(code: number, data: Uint8Array): string {
  const name = replyCodes.get(code)?.name.toLowerCase() ?? 'an answer that is not documented';
  if (code !== cannotProcess || data.length === 0) return name;
  return `${name}: ${payoutRefusals.get(data[0]!) ?? `reason ${data[0]}`}`;
}
