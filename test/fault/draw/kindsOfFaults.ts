import { faultDialects } from '../dialects/dialects.ts';
import { faultDrawers } from './deviceFaults.ts';

const wire = ['lost', 'corrupted', 'doubled', 'inserted', 'delayed', 'frameLost', 'forged'];
const deaths = ['at a time', 'while writing', 'before an operation', 'after an operation', 'torn an operation'];

/** The name of every fault that may happen with these wire protocols: each has to happen in a long run. */
export function kindsOfFaults(dialects: readonly string[]): string[] {
  const device = dialects.flatMap((name) => [...faultDrawers(faultDialects[name]!.simulator.faultSchema).keys()]);
  return [
    ...wire.flatMap((kind) => [`wire toDevice ${kind}`, `wire toHost ${kind}`]),
    ...[...new Set(device)].map((kind) => `device ${kind}`),
    ...['killed', 'board without power'].flatMap((what) => {
      return deaths.map((where) => `${what} ${where.includes('operation') ? `${where} of the disk` : where}`);
    }),
    ...['for good', 'comes back'].flatMap((back) => [`device without power, ${back}`, `line hung up, ${back}`]),
    'disk eio',
    'disk full',
    'wall clock back',
    'wall clock forward',
    'daemon stands still',
  ];
}
