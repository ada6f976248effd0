import type { Code } from '../lib/catalog/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Body } from './topics.ts';

export type HealthStatus = 'ok' | 'degraded' | 'failed' | 'unknown';

export interface ComponentHealth {
  readonly status: HealthStatus;
  readonly code?: Code | undefined;
}

interface Known {
  status: HealthStatus;
  code: Code | null;
  since: string;
  saidMs: number;
}

const worstFirst: readonly HealthStatus[] = ['failed', 'degraded', 'unknown', 'ok'];

/** The last word of each component, with its age, so that a component that fell silent is seen to be old. */
export class HealthTable {
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns true when status or code changed. */
  set(component: string, { status, code }: ComponentHealth): boolean {
    const before = this.#known.get(component);
    const changed = before === undefined || before.status !== status || before.code !== (code ?? null);
    this.#known.set(component, {
      status,
      code: code ?? null,
      since: changed ? this.#clock.now().toISOString() : before.since,
      saidMs: this.#clock.monotonicMs(),
    });
    return changed;
  }

  report(): Pick<Body<'health'>, 'status' | 'components'> {
    const now = this.#clock.monotonicMs();
    const components: Body<'health'>['components'] = {};
    for (const [name, { status, code, since, saidMs }] of this.#known) {
      components[name] = { status, since, code, ageMs: Math.max(0, Math.round(now - saidMs)) };
    }
    const seen = new Set([...this.#known.values()].map((known) => known.status));
    return { status: worstFirst.find((status) => seen.has(status)) ?? 'unknown', components };
  }
}
