import { styleText } from 'node:util';
import type { SeenMessage } from './subscriber.ts';

const ENVELOPE = new Set(['schema', 'ts', 'bootId', 'seq', 'code', 'event']);
const LONGEST = 160;

/** One line for a person: topic without its prefix, then the facts; `colour` for a terminal. */
export function describeMessage({ topic, payload, retained }: SeenMessage, colour: boolean): string {
  const short = topic.split('/').slice(3).join('/') || topic;
  const facts = Object.entries(payload)
    .filter(([key]) => !ENVELOPE.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
  const cut = facts.length > LONGEST ? `${facts.slice(0, LONGEST - 1)}…` : facts;
  const name = `mqtt ${short}${retained ? ' (retained)' : ''}`;
  return colour ? `${styleText('magenta', name, { validateStream: false })} ${cut}` : `${name} ${cut}`;
}
