/** What happened how often, over all schedules: proof that the faults are not only drawn. */
export class Coverage {
  /** Group, then name. */
  readonly counts: Record<string, Record<string, number>> = {};

  count(group: string, name: string, times = 1): void {
    this.counts[group] ??= {};
    const names = this.counts[group];
    names[name] = (names[name] ?? 0) + times;
  }

  add(other: Coverage['counts']): void {
    for (const [group, names] of Object.entries(other)) {
      for (const [name, times] of Object.entries(names)) this.count(group, name, times);
    }
  }
}
