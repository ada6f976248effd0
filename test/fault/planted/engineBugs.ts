import type { DispenserDriver, DispenseTrace, NoteCounts } from '../../../src/dispenser/driver.ts';
import { PayoutEngine, type PayoutEngineOptions } from '../../../src/dispenser/payout.ts';
import type { FaultDialect } from '../dialects/dialects.ts';
import type { Parts } from '../world/life.ts';

/** The command is written first, and the journal is told afterwards. */
export function journalAfterWrite({ driver }: FaultDialect): Partial<Parts> {
  return {
    driver: (parts) => {
      const inner = driver(parts);
      const dispense = (notes: NoteCounts, trace: DispenseTrace) => {
        const sent: DispenseTrace['sent'] = (attempt, baseline) => {
          queueMicrotask(() => {
            try {
              trace.sent(attempt, baseline);
            } catch {
              // It is too late to hold anything back.
            }
          });
        };
        return inner.dispense(notes, { sent, acknowledged: () => trace.acknowledged() });
      };
      return overriding(inner, { dispense });
    },
  };
}

/** A restart is good for everything. */
export const unlockAtRestart: Partial<Parts> = {
  engine: (options: PayoutEngineOptions) => {
    class Forgetful extends PayoutEngine {
      override async start(): Promise<void> {
        await super.start();
        options.db.exec('DELETE FROM dispenser_locks');
      }
    }
    return new Forgetful(options);
  },
};

/** Each statement is on the disk by itself: a result without its counters, a state without its lock. */
export const noTransactions: Partial<Parts> = {
  openJournal: (disk, onDeath) =>
    disk.open(onDeath, (db) => {
      const exec = db.exec.bind(db);
      db.exec = (sql) => {
        if (!/^(BEGIN|COMMIT|ROLLBACK)/.test(sql)) exec(sql);
      };
    }),
};

/** A commit returns when the kernel has it. */
export const noFsync: Partial<Parts> = {
  openJournal: (disk, onDeath) => disk.open(onDeath, (db) => db.exec('PRAGMA synchronous = OFF')),
};

/** The same driver with some methods of another. Private fields want the true `this`. */
function overriding(driver: DispenserDriver, methods: Partial<DispenserDriver>): DispenserDriver {
  return new Proxy(driver, {
    get(target, name) {
      if (name in methods) return methods[name as keyof DispenserDriver];
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
