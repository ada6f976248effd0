import type { StepTruth } from '../world/truth.ts';

/**
 * What no host on these lines can see, and what is expected instead. Nothing else is left out of the invariants; the
 * output counts each of these.
 */
export const exclusions = {
  redrawn:
    'Random damage that would have passed the check of the wire protocol is drawn again: to host and device such a frame ' +
    'is as good as any. The seeds of the class "beyond" look at it on purpose.',
  forgedCommand:
    'The command arrived with another number of notes and a good check byte (equal flips in one column, order of digits). ' +
    'The device does what it read. Expected: what it pays is stated exactly, and paying too much is suspect or unknown.',
  forgedAnswer:
    'The answer arrived with another number of notes and a good check byte. The host believes what it read. Expected: the ' +
    'device carries the command out once and pays what was asked for.',
  strayRefusal:
    'The device accepted a command, its ACK did not arrive, and a byte 15 that it did not send as a refusal did: to the ' +
    'host this is a refusal (documented in the capability statement of the Puloon drivers). Expected: nothing.',
} as const;

export type ExclusionName = keyof typeof exclusions;

/** The exclusion that the truth about a step falls under for one kind of claim; null: it must hold. */
export function excuseFor(steps: readonly StepTruth[], claim: 'paid' | 'stated' | 'once'): ExclusionName | null {
  if (steps.some(isStrayRefusal)) return 'strayRefusal';
  if (claim === 'paid' && steps.some(({ forgedCommand }) => forgedCommand)) return 'forgedCommand';
  if (claim === 'stated' && steps.some(({ forgedAnswer }) => forgedAnswer)) return 'forgedAnswer';
  return null;
}

/** A transmission that was carried out, and of which the host heard a 15 and no 06. */
function isStrayRefusal({ transmissions }: StepTruth): boolean {
  return transmissions.some(({ executed, heard }) => executed && heard.includes(0x15) && !heard.includes(0x06));
}
