import type { FrameCheck } from '../dialects/frameCheck.ts';
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
    'The device accepted a command, its ACK did not arrive, and a NCK (NAK) that was no refusal did: to the host this is a ' +
    'refusal (said in the capability statements of the Puloon and Fujitsu drivers). Expected: nothing.',
  lyingDevice:
    'The device stopped early and states one note less than left, with a good check byte; on this line no second number ' +
    'contradicts it. Or it lost its power with every note counted and a double feed still in its path, which fell out. Or ' +
    'it misread its levels before the command, so that its two numbers agree. Expected: the device carries the command ' +
    'out once and pays at most what was asked for.',
} as const;

export type ExclusionName = keyof typeof exclusions;

/** The exclusion that the truth about some steps falls under for one kind of claim; null: it must hold. */
export function excuseFor(
  check: FrameCheck,
  steps: readonly StepTruth[],
  claim: 'paid' | 'stated' | 'once',
): ExclusionName | null {
  const transmissions = steps.flatMap((step) => step.transmissions);
  if (transmissions.some(({ executed, heard }) => executed && check.isRefusal(heard))) return 'strayRefusal';
  if (claim === 'paid' && steps.some(({ forgedCommand }) => forgedCommand)) return 'forgedCommand';
  if (claim === 'stated' && steps.some(({ forgedAnswer }) => forgedAnswer)) return 'forgedAnswer';
  if (claim === 'stated' && steps.some(({ lied, powerLost, extra }) => lied || (powerLost && extra > 0)))
    return 'lyingDevice';
  return null;
}
