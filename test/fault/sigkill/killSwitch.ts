import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DispenserDriver, DispenseTrace } from '../../../src/dispenser/driver.ts';

/** The n-th operation of a kind from now on, and on which side of it the process dies. */
export interface Kill {
  /** journal: a statement that writes; wire: a step of the driver's trace, or its answer; time: milliseconds. */
  readonly at: 'journal' | 'wire' | 'time';
  readonly n: number;
  readonly when: 'before' | 'after';
}

/** Kills the process it lives in with SIGKILL: nothing is flushed, closed or said. */
export class KillSwitch {
  #armed: Kill | null = null;
  #seen = 0;

  arm(kill: Kill): void {
    this.#armed = kill;
    this.#seen = 0;
    if (kill.at === 'time') setTimeout(die, kill.n);
  }

  /** The same journal; each statement that writes and each COMMIT counts. */
  database(db: DatabaseSync): DatabaseSync {
    return new Proxy(db, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name === 'exec') return (sql: string) => this.#around('journal', () => target.exec(sql));
        if (name === 'prepare') return (sql: string) => this.#statement(target.prepare(sql));
        return value.bind(target);
      },
    });
  }

  /** The same driver; what it tells the engine while it pays counts. */
  driver(driver: DispenserDriver): DispenserDriver {
    return new Proxy(driver, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name !== 'dispense') return value.bind(target);
        return async (notes: readonly number[], trace: DispenseTrace) => {
          const report = await target.dispense(notes, {
            sent: (attempt, baseline) => this.#around('wire', () => trace.sent(attempt, baseline)),
            acknowledged: () => this.#around('wire', () => trace.acknowledged()),
          });
          this.#around('wire', () => {});
          return report;
        };
      },
    });
  }

  #statement(statement: StatementSync): StatementSync {
    return new Proxy(statement, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name === 'run') return (...args: never[]) => this.#around('journal', () => target.run(...args));
        return value.bind(target);
      },
    });
  }

  #around<T>(at: Kill['at'], work: () => T): T {
    const kill = this.#armed;
    if (kill?.at !== at) return work();
    this.#seen += 1;
    const due = this.#seen === kill.n;
    if (due && kill.when === 'before') die();
    const result = work();
    if (due && kill.when === 'after') die();
    return result;
  }
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered before kill(2) returns to a single-threaded sender, but not to one with helper threads.
  for (;;);
}
