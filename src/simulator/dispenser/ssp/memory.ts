/** What the device keeps without power; the levels are those of its store. */
export interface PermanentMemory {
  serial: number;
  /** Notes ever paid out, moved to the cashbox. */
  dispensed: number;
  transferred: number;
  /** A payout that is not over: value paid and asked for. */
  running: { paid: number; readonly asked: number } | null;
}
