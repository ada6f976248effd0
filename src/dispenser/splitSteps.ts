/**
 * Cuts a plan into commands of at most `maxPerCommand` notes altogether; each becomes a journalled step of its own, so
 * that an uncertain answer never concerns more than one command.
 */
export function splitSteps(notes: readonly number[], maxPerCommand: number): number[][] {
  const rest = [...notes];
  const steps: number[][] = [];
  while (rest.some((count) => count > 0)) {
    let room = maxPerCommand;
    steps.push(
      rest.map((count, i) => {
        const take = Math.min(count, room);
        room -= take;
        rest[i] = count - take;
        return take;
      }),
    );
  }
  return steps;
}
