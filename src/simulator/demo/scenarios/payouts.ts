import type { Board } from '../board.ts';
import type { Cast } from '../cast.ts';
import { outcomeOf } from '../outcomeOf.ts';
import { reconcile } from '../reconcile.ts';
import type { Outcome, Scenario } from '../scenario.ts';

/** The money is on its way and something breaks. Nothing may be paid twice, nothing forgotten. */
export const payouts = ({ wei, lin }: Cast): Scenario[] => [
  {
    name: 'dispenser runs short',
    story: '300.00 are due, the cassette is empty after two notes: 200.00 are paid and booked.',
    expected: { anyOf: ['PAYOUT_SHORT'], counted: 20_000 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 531 });
      await board.dispenser.control({ fault: { kind: 'billEnd', cassette: 0, after: 2 } });
      const outcome = outcomeOf(await board.withdraw(board.newCustomer(wei)));
      await board.dispenser.control({ load: { cassette: 0, notes: 500 } });
      return outcome;
    },
  },
  {
    name: 'answer of the dispenser lost',
    story: 'The notes come out, every transmission of the answer is lost: unknown, locked, counted by a person.',
    expected: { anyOf: ['PAYOUT_UNKNOWN'], counted: 30_000 },
    async play(board) {
      await board.show({ kind: 'live', identity: lin.identity, seed: 532 });
      await board.dispenser.control({ fault: { kind: 'responseLost', times: 4 } });
      const outcome = outcomeOf(await board.withdraw(board.newCustomer(lin)));
      const next = outcomeOf(await board.withdraw(board.newCustomer(lin)));
      return afterLock(board, outcome, next, 30_000);
    },
  },
  {
    name: 'killed in the middle of a payout',
    story: 'SIGKILL while notes are moving. After the restart: unknown, locked, nothing paid again.',
    expected: { anyOf: ['ATM_NO_ANSWER'], counted: 50_000 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 533 });
      const before = board.countedMinor();
      const payout = board.withdraw(board.newCustomer(wei, { amountMinor: 50_000 }), { dispenseDeadlineMs: 4000 });
      await board.untilCounted(before + 20_000);
      await board.killDaemon();
      await board.startDaemon();
      const outcome = outcomeOf(await payout);
      const next = outcomeOf(await board.withdraw(board.newCustomer(wei)));
      return afterLock(board, outcome, next, 50_000);
    },
  },
  {
    name: 'business as usual',
    story: 'After all that, the next customer gets her money.',
    expected: { anyOf: ['paid'], counted: 15_000 },
    async play(board) {
      await board.show({ kind: 'live', identity: lin.identity, seed: 534 });
      return outcomeOf(await board.withdraw(board.newCustomer(lin, { amountMinor: 15_000 })));
    },
  },
];

/** The next customer must have been refused; then the operator counts and the command line lifts the lock. */
async function afterLock(board: Board, outcome: Outcome, next: Outcome, countedMinor: number): Promise<Outcome> {
  const said = await reconcile(board.configFiles, countedMinor);
  const notes = [...outcome.notes, `the next customer: ${next.result}`, `operator: ${said}`];
  const locked = next.result === 'DISPENSER_LOCKED' && next.paid === 0;
  return { ...outcome, result: locked ? outcome.result : `not locked: ${next.result}`, notes };
}
