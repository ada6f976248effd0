import { note } from './eventQueue.ts';

/** SETUP_REQUEST of a SMART Payout with protocol version 6; the layout is KY's. */
export function setupAnswer(firmware: string, currency: string, valuesMinor: readonly number[]): number[] {
  const text = (value: string) => [...Buffer.from(value, 'latin1')];
  const channels = valuesMinor.length;
  return [
    0x06,
    ...text(firmware),
    ...text(currency),
    ...[0, 0, 0],
    channels,
    ...valuesMinor.map(() => 0),
    ...valuesMinor.map(() => 2),
    ...[0, 0, 1],
    6,
    ...valuesMinor.flatMap(() => text(currency)),
    ...valuesMinor.flatMap((value) => note(value, '').slice(0, 4)),
  ];
}

export function levelsAnswer(levels: readonly number[], valuesMinor: readonly number[], currency: string): number[] {
  const entries = levels.flatMap((count, i) => [count & 0xff, count >> 8, ...note(valuesMinor[i]!, currency)]);
  return [levels.length, ...entries];
}

/** Stacked, stored, dispensed, transferred, rejected. */
export function countersAnswer(counters: readonly number[]): number[] {
  const bytes = Buffer.alloc(4 * counters.length);
  for (const [i, value] of counters.entries()) bytes.writeUInt32LE(value, 4 * i);
  return [counters.length, ...bytes];
}

export function bytesOf64(value: bigint): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return [...bytes];
}

export function serialAnswer(serial: number): number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(serial);
  return [...bytes];
}
