import type { NoteCounts } from '../../driver.ts';

export interface CutLimits {
  /** Notes of one command, all cassettes together. */
  readonly command: number;
  /** Notes of one cassette in one command. */
  readonly cassette: number;
}

export interface DistinctPlan {
  readonly steps: readonly NoteCounts[];
  /** Steps whose full success looks like the result before them: if their answer is lost, it stays lost. */
  readonly ambiguous: readonly number[];
}

type Counts = readonly number[];

/**
 * Cuts a mix into commands so that the full success of each differs from what LAST STATUS says before it (reference
 * §3.6a): 5 after 5 becomes 4 + 1. Rejects are left out of the comparison, because any number of them may come. With as few
 * commands as that allows, give or take one; where it is impossible (1 note after 1 note) as few steps as can be stay
 * ambiguous.
 *
 * @param before the notes of the last successful dispense per cassette; null when the last result is of another kind
 */
export function planDistinct(notes: NoteCounts, limits: CutLimits, before: NoteCounts | null): DistinctPlan {
  for (let allowed = 0; ; allowed++) {
    const steps = search(notes, limits, before, allowed);
    if (steps === null) continue;
    const ambiguous = steps.flatMap((step, i) => (isSame(step, i === 0 ? before : steps[i - 1]!) ? [i] : []));
    return { steps, ambiguous };
  }
}

/** Depth first, largest commands first; null when at most `allowed` ambiguous steps are not enough. */
function search(notes: Counts, limits: CutLimits, before: Counts | null, allowed: number): Counts[] | null {
  const dead = new Set<string>();
  return from(notes, before, allowed);

  function from(rest: Counts, previous: Counts | null, left: number): Counts[] | null {
    if (rest.every((count) => count === 0)) return [];
    const state = `${rest}|${previous}|${left}`;
    if (dead.has(state)) return null;
    for (const step of candidates(rest, limits)) {
      const same = isSame(step, previous);
      if (same && left === 0) continue;
      const tail = from(
        rest.map((count, i) => count - step[i]!),
        step,
        left - (same ? 1 : 0),
      );
      if (tail) return [step, ...tail];
    }
    dead.add(state);
    return null;
  }
}

/** The largest commands that can be taken now, beginning with each cassette; with a note less; of one cassette alone. */
function candidates(rest: Counts, limits: CutLimits): Counts[] {
  const full = rest.map((_, first) => fill(rest, limits, first));
  const less = full.flatMap((step) =>
    step.flatMap((count, i) => (count > 0 ? [step.map((other, j) => (i === j ? other - 1 : other))] : [])),
  );
  const alone = full.map((step, first) => step.map((count, i) => (i === first ? count : 0)));
  return [...full, ...less, ...alone].filter((step) => step.some((count) => count > 0));
}

function fill(rest: Counts, { command, cassette }: CutLimits, first: number): Counts {
  const step = rest.map(() => 0);
  let room = command;
  for (let k = 0; k < rest.length; k++) {
    const i = (first + k) % rest.length;
    step[i] = Math.min(rest[i]!, cassette, room);
    room -= step[i]!;
  }
  return step;
}

function isSame(a: Counts, b: Counts | null): boolean {
  return b !== null && [0, 1, 2, 3].every((i) => (a[i] ?? 0) === (b[i] ?? 0));
}
