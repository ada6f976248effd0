interface Entry {
  readonly atMs: number;
  readonly seq: number;
  work: (() => void) | null;
}

/**
 * One clock for everything in a schedule. Events run in the order of their times, and of their making where the times are
 * equal; nothing else decides, so that a seed always gives the same history.
 */
export class VirtualTime {
  nowMs = 0;
  /** Events that ran. */
  events = 0;
  readonly #heap: Entry[] = [];
  #seq = 0;

  /** Runs `work` once after `ms` unless the returned function is called first. */
  after(ms: number, work: () => void): () => void {
    const entry: Entry = { atMs: this.nowMs + Math.max(0, ms), seq: this.#seq++, work };
    this.#push(entry);
    return () => {
      entry.work = null;
    };
  }

  /** Runs the next event; false when there is none. */
  step(): boolean {
    for (let entry = this.#pop(); entry; entry = this.#pop()) {
      const { work } = entry;
      if (work === null) continue;
      entry.work = null;
      this.nowMs = entry.atMs;
      this.events += 1;
      work();
      return true;
    }
    return false;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.seq < b.seq);
}
