import type { Emitter } from '../capture/frameSource.ts';

/** A rig whose light cannot be switched from here; its capability statement says so and it drops a tier (R13). */
export function noEmitter(kind: string): Emitter {
  return {
    kind,
    coded: false,
    fault: null,
    async start() {},
    set() {},
    renew() {},
    stateAt: () => null,
    async stop() {},
  };
}
