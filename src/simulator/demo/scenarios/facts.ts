import { sleep } from '../../../lib/deadline.ts';
import { randomHex } from '../../../lib/ids.ts';
import type { Cast } from '../cast.ts';
import { outcomeOf } from '../outcomeOf.ts';
import type { Scenario } from '../scenario.ts';
import { NONCE_LIFETIME_S } from '../settings.ts';

const DAY_S = 86_400;

/** The right face, and something else is wrong: ID, phone, PIN, token, nonce, amount. The face must not outweigh it. */
export const facts = ({ wei, lin }: Cast): Scenario[] => [
  {
    name: 'lost ID',
    story: 'The ID was reported lost: refused before a camera opens.',
    expected: { anyOf: ['ID_LOST'], counted: 0 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 521 });
      const customer = board.newCustomer(wei);
      board.bank.setIdStatus(customer.claim, 'lost');
      return outcomeOf(await board.withdraw(customer));
    },
  },
  {
    name: 'phone bound yesterday',
    story: '850.00 with a phone number that was bound yesterday.',
    expected: { anyOf: ['PHONE_NOT_INDEPENDENT'], counted: 0 },
    async play(board) {
      await board.show({ kind: 'live', identity: lin.identity, seed: 522 });
      const customer = board.newCustomer(lin, { amountMinor: 85_000 });
      const boundAt = Math.floor(Date.now() / 1000) - DAY_S;
      board.bank.setPhone(customer.claim, { nameMatched: true, boundAt, boundInOpeningSession: false });
      return outcomeOf(await board.withdraw(customer));
    },
  },
  {
    name: 'wrong PIN',
    story: 'The face is right, the PIN is not: the bank gives no token.',
    expected: { anyOf: ['bank: wrong PIN'], counted: 0 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 523 });
      return outcomeOf(await board.withdraw({ ...board.newCustomer(wei), pin: '000000' }));
    },
  },
  {
    name: 'not confirmed',
    story: 'Face and token are right, but nobody pressed the confirm key.',
    expected: { anyOf: ['NOT_CONFIRMED'], counted: 0 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 524 });
      return outcomeOf(await board.withdraw(board.newCustomer(wei, { confirms: false })));
    },
  },
  {
    name: 'token for another decision',
    story: 'A well-signed token, but for a decision that is not this one.',
    expected: { anyOf: ['TOKEN_DECISION_OTHER'], counted: 0 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 525 });
      board.bank.misbehave('tokenOtherDecision');
      try {
        return outcomeOf(await board.withdraw(board.newCustomer(wei)));
      } finally {
        board.bank.misbehave('none');
      }
    },
  },
  {
    name: 'token altered',
    story: 'Somebody between bank and board changes one digit of the token.',
    expected: { anyOf: ['TOKEN_HMAC'], counted: 0 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 526 });
      const token = (text: string) => text.replace('DISPENSE1=300.00', 'DISPENSE1=900.00');
      return outcomeOf(await board.withdraw(board.newCustomer(wei), { tamper: { token } }));
    },
  },
  {
    name: 'amount above the token',
    story: 'The bank authorised 0.01 less than what is asked for.',
    expected: { anyOf: ['TOKEN_AMOUNT_EXCEEDED'], counted: 0 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 527 });
      board.bank.misbehave('tokenSmallerAmount');
      try {
        return outcomeOf(await board.withdraw(board.newCustomer(wei)));
      } finally {
        board.bank.misbehave('none');
      }
    },
  },
  {
    name: 'expired nonce',
    story: 'The token comes after the nonce has died.',
    expected: { anyOf: ['TOKEN_NONCE_EXPIRED'], counted: 0 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 528 });
      const before = { dispense: () => sleep((NONCE_LIFETIME_S + 0.5) * 1000) };
      return outcomeOf(await board.withdraw(board.newCustomer(wei), { before }));
    },
  },
  {
    name: 'nonsense at the API',
    story: 'Truncated, unknown and oversized messages; then a withdrawal goes on as if nothing had been.',
    expected: { anyOf: ['paid'], counted: 10_000 },
    async play(board) {
      await board.show({ kind: 'live', identity: wei.identity, seed: 529 });
      const answers = await board.sendNonsense([
        '{"header":{"name":"Common.Sta',
        JSON.stringify({ header: { name: 'Cash.Everything', requestId: 1, type: 'command' }, payload: {} }),
        'x'.repeat(70_000),
        randomHex(64),
      ]);
      const outcome = outcomeOf(await board.withdraw(board.newCustomer(wei, { amountMinor: 10_000 })));
      return { ...outcome, notes: [`the board answered: ${answers.join(', ')}`, ...outcome.notes] };
    },
  },
];
