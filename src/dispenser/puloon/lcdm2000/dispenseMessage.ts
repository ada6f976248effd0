import type { Message } from '../message.ts';
import { DispenseBoth } from './dispenseBoth.ts';
import { DispenseLower } from './dispenseLower.ts';
import type { DispenseResponse } from './dispenseResponse.ts';
import { DispenseUpper } from './dispenseUpper.ts';

/** Count 00 in the combined command is undocumented, so one-sided requests use the single commands. */
export function dispenseMessage([upper, lower]: readonly [number, number]): Message<DispenseResponse> {
  if (upper > 0 && lower > 0) return new DispenseBoth(upper, lower);
  return lower > 0 ? new DispenseLower(lower) : new DispenseUpper(upper);
}
