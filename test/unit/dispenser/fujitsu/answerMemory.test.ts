import t from 'tap';
import { AnswerMemory } from '../../../../src/dispenser/fujitsu/answerMemory.ts';
import { CountBills } from '../../../../src/dispenser/fujitsu/countBills.ts';
import { Status } from '../../../../src/dispenser/fujitsu/status.ts';

const count = new CountBills({ notes: [1], maxRejects: [], pickRetries: [] });
const status = new Status();
const answer = (command: number, mark = 0) => Uint8Array.of(0xe0, command, 0, 0, 0, mark, 0x1c);

t.test('an outstanding answer is not the answer to an unacknowledged count, but to an acknowledged one it is', (t) => {
  const memory = new AnswerMemory();
  memory.unanswered(count);
  t.equal(memory.sort(answer(3), count, false), 'late');
  memory.unanswered(count);
  t.equal(memory.sort(answer(3, 1), count, true), 'answer');
  t.equal(memory.owed, false);
  t.end();
});

t.test('a copy is not the answer to an unacknowledged count', (t) => {
  const memory = new AnswerMemory();
  t.equal(memory.sort(answer(3), count, true), 'answer');
  t.equal(memory.sort(answer(3), null, false), 'repeat');
  t.equal(memory.sort(answer(3), count, false), 'repeat');
  t.equal(memory.sort(answer(3, 1), count, false), 'answer', 'other counts are no copy');
  t.end();
});

t.test('after an acknowledged answer nothing earlier follows', (t) => {
  const memory = new AnswerMemory();
  memory.unanswered(count);
  t.ok(memory.owed);
  t.equal(memory.sort(answer(1), status, true), 'answer');
  t.notOk(memory.owed);
  t.equal(memory.sort(answer(3), null, false), 'stray', 'not late any more: nobody asked for it');
  t.end();
});

t.test('an unacknowledged answer to a question leaves an outstanding count open', (t) => {
  const memory = new AnswerMemory();
  memory.unanswered(count);
  t.equal(memory.sort(answer(1), status, false), 'answer');
  t.equal(memory.sort(answer(3), null, false), 'late');
  t.end();
});

t.test('what is no answer at all is stray', (t) => {
  t.equal(new AnswerMemory().sort(Uint8Array.of(0x60, 0x03, 0x1c), count, true), 'stray');
  t.equal(new AnswerMemory().sort(answer(5), count, true), 'stray');
  t.end();
});
