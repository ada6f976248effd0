import { numberAt } from './wire.ts';

/** What the host asks for, as the device reads DATA (reference §4.3). */
export type Request =
  | { readonly ask: 'status' | 'sensorLevel' | 'mechanicalReset' | 'transport' | 'cancel' | 'unknown' }
  /** Which slots have note sizes. */
  | { readonly ask: 'initialise'; readonly slots: readonly boolean[] }
  | {
      readonly ask: 'count' | 'countAndTransport';
      readonly notes: readonly number[];
      readonly rejects: readonly number[];
      readonly retries: readonly number[];
    }
  | { readonly ask: 'badParameter' };

/** The long forms (DH2 = FF) are not modelled: nobody published what a device answers to them. */
export function readRequest(data: Uint8Array): Request {
  const hex = Buffer.from(data).toString('hex');
  if (hex === '00011c') return { ask: 'status' };
  if (hex === '00101c') return { ask: 'cancel' };
  if (hex === '600501011c') return { ask: 'transport' };
  if (hex === '60020d1c') return { ask: 'sensorLevel' };
  if (hex.startsWith('60020d')) return readInitialise(data);
  if (hex.startsWith('600315') || hex.startsWith('600915')) return readCount(data);
  return { ask: 'unknown' };
}

function readInitialise(data: Uint8Array): Request {
  if (data.length !== 17) return { ask: 'badParameter' };
  if (data.subarray(3, 16).every((byte) => byte === 0)) return { ask: 'mechanicalReset' };
  const size = (slot: number) => [data[4 + 2 * slot]!, data[5 + 2 * slot]!, data[12 + slot]!];
  const slots = [0, 1, 2, 3].map(size);
  const sensible = slots.every(([long, short, thick]) => long! >= short! && (long === 0) === (thick === 0));
  return sensible ? { ask: 'initialise', slots: slots.map(([long]) => long !== 0) } : { ask: 'badParameter' };
}

function readCount(data: Uint8Array): Request {
  const numbers = (from: number) => [0, 1, 2, 3].map((slot) => numberAt(data, from + 2 * slot));
  const [notes, rejects] = [numbers(4), numbers(12)];
  const retries = [...data.subarray(20, 24)];
  const readable = data.length === 25 && data[3] === 0xe4 && retries.every((tries) => tries <= 3);
  if (!readable || !known(notes) || !known(rejects)) return { ask: 'badParameter' };
  return { ask: data[1] === 0x03 ? 'count' : 'countAndTransport', notes, rejects, retries };
}

function known(numbers: readonly (number | null)[]): numbers is number[] {
  return numbers.every((number) => number !== null);
}
