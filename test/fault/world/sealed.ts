import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { Dice } from '../draw/dice.ts';
import type { VirtualTime } from './virtualTime.ts';

type Owner = Record<string, unknown>;

interface Seal {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly leaks: Set<string>;
}

/** The schedule that runs now; outside of one, everything is as it always was. */
let current: Seal | null = null;
let installed = false;

/**
 * Runs `work` in a world without true time and true randomness: whoever reaches for them gets virtual time and seeded
 * numbers, so that the schedule stays repeatable, and is reported.
 *
 * @returns what was reached for, each once
 */
export function sealed(seed: number, time: VirtualTime, work: () => void): readonly string[] {
  if (!installed) install();
  const leaks = new Set<string>();
  current = { time, dice: new Dice(seed ^ 0x2545f491), leaks };
  try {
    work();
  } finally {
    current = null;
  }
  return [...leaks];
}

function install(): void {
  installed = true;
  const { random } = Math;
  replace(Math, 'random', () => leak('Math.random')?.dice.random() ?? random());
  const { now } = Date;
  replace(Date, 'now', () => leak('Date.now')?.time.nowMs ?? now());
  const uptime = performance.now.bind(performance);
  replace(performance, 'now', () => leak('performance.now')?.time.nowMs ?? uptime());
  const { setTimeout, clearTimeout, setImmediate } = globalThis;
  replace(globalThis, 'setTimeout', (job: () => void, ms = 0, ...args: []) => {
    return leak('setTimeout')?.time.after(ms, job) ?? setTimeout(job, ms, ...args);
  });
  replace(globalThis, 'clearTimeout', (timer: unknown) => {
    if (typeof timer === 'function') timer();
    else clearTimeout(timer as NodeJS.Timeout);
  });
  replace(globalThis, 'setImmediate', (job: () => void, ...args: []) => {
    return leak('setImmediate')?.time.after(0, job) ?? setImmediate(job, ...args);
  });
  const { randomBytes } = crypto;
  replace(crypto, 'randomBytes', (size: number, ...rest: []) => {
    const seal = leak('randomBytes');
    if (!seal) return randomBytes(size, ...rest);
    return Buffer.from(Array.from({ length: size }, () => seal.dice.int(0, 255)));
  });
  syncBuiltinESMExports();
  replace(globalThis, 'Date', sealedDate());
}

/** A Date that knows the time only when it is told. */
function sealedDate(): DateConstructor {
  return new Proxy(Date, {
    construct(target, args) {
      const seal = args.length === 0 ? leak('new Date()') : null;
      return seal ? new target(seal.time.nowMs) : Reflect.construct(target, args);
    },
  });
}

function replace(owner: unknown, name: string, by: unknown): void {
  (owner as Owner)[name] = by;
}

/** Notes who reached for it; null outside of schedules. */
function leak(name: string): Seal | null {
  if (current === null) return null;
  const frames = new Error().stack?.split('\n') ?? [];
  const from = frames.find((text) => text.includes('/src/'))?.replace(/^.*\/src\//, 'src/') ?? 'outside of src';
  current.leaks.add(`${name} in ${from}`);
  return current;
}
