import { z } from 'zod';

/** A fault that can be armed; each dialect adds its own kinds to the ones of the machine. */
export interface Fault {
  readonly kind: string;
  /** Occasions it fires on; 1 when absent. */
  readonly times?: number;
  readonly [parameter: string]: unknown;
}

export const times = z.number().int().min(1).max(20).default(1);
export const notes = z.number().int().min(0).max(60);

/** Armed faults; the newest of a kind counts. Each fires at its next occasion and is used up. */
export class Faults<F extends Fault = Fault> {
  readonly #armed = new Map<string, F>();

  arm(fault: F): void {
    this.#armed.set(fault.kind, { ...fault });
  }

  /** The armed fault of this kind, used up by one occasion. */
  take<K extends F['kind']>(kind: K): Extract<F, { kind: K }> | null {
    const fault = this.#armed.get(kind);
    if (!fault) return null;
    if (fault.times !== undefined && fault.times > 1) this.#armed.set(kind, { ...fault, times: fault.times - 1 });
    else this.#armed.delete(kind);
    return fault as Extract<F, { kind: K }>;
  }

  clear(): void {
    this.#armed.clear();
  }
}
