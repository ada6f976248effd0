/**
 * The schema of the journal, one step per entry; `PRAGMA user_version` counts the steps done. Steps are never edited
 * once released, only added.
 */
export const migrations: readonly string[] = [
  // 1: payouts (architecture section 4.5). One row per step: each command to the dispenser is its own step.
  `CREATE TABLE payouts (
     payout_id TEXT PRIMARY KEY,
     session_id TEXT NOT NULL,
     dispense_id TEXT NOT NULL UNIQUE,
     decision_sha256 TEXT NOT NULL,
     amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
     currency TEXT NOT NULL,
     created_utc TEXT NOT NULL
   ) STRICT;
   CREATE TABLE payout_steps (
     step_id INTEGER PRIMARY KEY AUTOINCREMENT,
     payout_id TEXT NOT NULL REFERENCES payouts(payout_id),
     step INTEGER NOT NULL,
     notes TEXT NOT NULL,
     UNIQUE (payout_id, step)
   ) STRICT;
   CREATE TABLE payout_states (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     payout_id TEXT NOT NULL REFERENCES payouts(payout_id),
     step INTEGER NOT NULL,
     state TEXT NOT NULL CHECK (state IN
       ('planned','intent','sent','dispensed','short','notExecuted','suspect','unknown','settled')),
     detail TEXT NOT NULL,
     at_utc TEXT NOT NULL
   ) STRICT;
   CREATE INDEX payout_states_by_payout ON payout_states (payout_id, step, seq);
   CREATE TABLE dispenser_lock (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     code TEXT NOT NULL, reason TEXT NOT NULL, payout_id TEXT, since_utc TEXT NOT NULL
   ) STRICT;
   CREATE TABLE cassette_counters (
     cassette INTEGER PRIMARY KEY, dispensed INTEGER NOT NULL, rejected INTEGER NOT NULL
   ) STRICT;`,
  // 2: attempts (R5). The account appears only as the bank's per-terminal pseudonym, keyed again by this board.
  `CREATE TABLE attempts (
     account TEXT PRIMARY KEY,
     consecutive_failures INTEGER NOT NULL DEFAULT 0,
     total_failures INTEGER NOT NULL DEFAULT 0,
     poor_captures INTEGER NOT NULL DEFAULT 0,
     last_failure_utc TEXT,
     delayed_until_utc TEXT,
     face_route_off INTEGER NOT NULL DEFAULT 0
   ) STRICT;`,
  // 3: outbox (R25): what the broker has not acknowledged yet, in order.
  `CREATE TABLE outbox (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     topic TEXT NOT NULL, payload TEXT NOT NULL, qos INTEGER NOT NULL, created_utc TEXT NOT NULL
   ) STRICT;
   CREATE TABLE outbox_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
  // 4: sessions, for reports and for what was open when the process died.
  `CREATE TABLE sessions (
     session_id TEXT PRIMARY KEY,
     opened_utc TEXT NOT NULL, closed_utc TEXT, end_state TEXT, reasons TEXT
   ) STRICT;`,
  // 5: what makes the payout tables trustworthy: states are only ever added, counters never run backwards, an operator's
  // reconciliation stays on record, and what fleet and evidence have not been told yet can be told after a crash.
  `CREATE TRIGGER payout_states_no_update BEFORE UPDATE ON payout_states
     BEGIN SELECT RAISE(ABORT, 'payout states are append-only'); END;
   CREATE TRIGGER payout_states_no_delete BEFORE DELETE ON payout_states
     BEGIN SELECT RAISE(ABORT, 'payout states are append-only'); END;
   CREATE TRIGGER cassette_counters_monotonic BEFORE UPDATE ON cassette_counters
     WHEN NEW.dispensed < OLD.dispensed OR NEW.rejected < OLD.rejected
     BEGIN SELECT RAISE(ABORT, 'cassette counters never run backwards'); END;
   CREATE TRIGGER cassette_counters_no_delete BEFORE DELETE ON cassette_counters
     BEGIN SELECT RAISE(ABORT, 'cassette counters never run backwards'); END;
   CREATE TABLE reconciliations (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     operator TEXT NOT NULL, counted_minor INTEGER NOT NULL CHECK (counted_minor >= 0), counted_notes TEXT,
     statement TEXT NOT NULL, lock_code TEXT NOT NULL, lock_reason TEXT NOT NULL,
     payout_ids TEXT NOT NULL, at_utc TEXT NOT NULL,
     reported INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE TABLE payouts_reported (payout_id TEXT PRIMARY KEY REFERENCES payouts(payout_id)) STRICT;
   CREATE TABLE dispenser_identity (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     protocol TEXT NOT NULL, firmware TEXT NOT NULL, checksum TEXT NOT NULL, since_utc TEXT NOT NULL
   ) STRICT;`,
  // 6: what exactly-once needs beyond one process life. Devices with a serial number are known by it; the boot and its
  // monotonic clock tell whether a device may have lost power since, and keep velocity limits through a set clock; loads
  // and the device's own counts show notes that left without a command (R20). Each cause of a lock has a row of its own, so that
  // settling one does not hide another. The state a step is in now follows its
  // last row by itself, so that a journal of years is as quick as a new one.
  `ALTER TABLE dispenser_identity ADD COLUMN serial TEXT;
   ALTER TABLE payouts ADD COLUMN boot_id TEXT NOT NULL DEFAULT '';
   ALTER TABLE payouts ADD COLUMN monotonic_ms INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX payouts_by_time ON payouts (created_utc);
   CREATE INDEX payouts_by_boot ON payouts (boot_id, monotonic_ms);
   CREATE TABLE dispenser_locks (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     code TEXT NOT NULL, reason TEXT NOT NULL, payout_id TEXT, since_utc TEXT NOT NULL
   ) STRICT;
   INSERT INTO dispenser_locks (code, reason, payout_id, since_utc)
     SELECT code, reason, payout_id, since_utc FROM dispenser_lock;
   DROP TABLE dispenser_lock;
   ALTER TABLE payouts ADD COLUMN reported INTEGER NOT NULL DEFAULT 0;
   UPDATE payouts SET reported = 1 WHERE payout_id IN (SELECT payout_id FROM payouts_reported);
   DROP TABLE payouts_reported;
   CREATE INDEX payouts_unreported ON payouts (reported) WHERE reported = 0;
   ALTER TABLE payout_steps ADD COLUMN state TEXT NOT NULL DEFAULT 'planned';
   UPDATE payout_steps SET state = coalesce((SELECT s.state FROM payout_states AS s
     WHERE s.payout_id = payout_steps.payout_id AND s.step = payout_steps.step ORDER BY s.seq DESC LIMIT 1), 'planned');
   CREATE INDEX payout_steps_by_state ON payout_steps (state);
   CREATE TRIGGER payout_steps_follow AFTER INSERT ON payout_states
     BEGIN UPDATE payout_steps SET state = NEW.state WHERE payout_id = NEW.payout_id AND step = NEW.step; END;
   ALTER TABLE reconciliations ADD COLUMN signed_statement TEXT;
   CREATE TABLE cassette_loads (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     cassette INTEGER NOT NULL, notes INTEGER NOT NULL CHECK (notes >= 0),
     dispensed INTEGER NOT NULL, rejected INTEGER NOT NULL,
     operator TEXT NOT NULL, at_utc TEXT NOT NULL
   ) STRICT;
   CREATE INDEX cassette_loads_by_cassette ON cassette_loads (cassette, id);
   CREATE TABLE device_counts (
     cassette INTEGER PRIMARY KEY, notes INTEGER NOT NULL, gone INTEGER NOT NULL, at_utc TEXT NOT NULL
   ) STRICT;
   CREATE TABLE purges (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     operator TEXT NOT NULL, outcome TEXT, detail TEXT NOT NULL, begun_utc TEXT NOT NULL
   ) STRICT;`,
];
