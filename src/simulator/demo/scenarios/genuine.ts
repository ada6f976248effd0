import type { Cast } from '../cast.ts';
import { outcomeOf } from '../outcomeOf.ts';
import type { Scenario } from '../scenario.ts';

/** Two customers get their money: one small amount, one that needs the phone factor too. */
export const genuine = ({ wei, lin }: Cast): Scenario[] => [
  {
    name: 'genuine, small',
    story: 'The first customer draws 300.00: face, PIN, confirm key.',
    expected: { anyOf: ['paid'], counted: 30_000 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 501 });
      return outcomeOf(await board.withdraw(board.newCustomer(wei)));
    },
  },
  {
    name: 'genuine, large',
    story: 'The second draws 850.00: the stricter error rate, and a phone bound a year ago.',
    expected: { anyOf: ['paid'], counted: 85_000 },
    async play(board) {
      await board.show({ kind: 'live', identity: lin.identity, seed: 502 });
      return outcomeOf(await board.withdraw(board.newCustomer(lin, { amountMinor: 85_000 })));
    },
  },
];
