import t from 'tap';
import { AnswerMemory, type Waiting } from '../../../../src/dispenser/puloon/answerMemory.ts';

const frame = (command: number, text: string) => ({ kind: 'response' as const, command, data: Buffer.from(text) });
const dispense: Waiting = { command: 0x45, movesCash: true, acknowledged: true };
const unheard: Waiting = { ...dispense, acknowledged: false };
const status: Waiting = { command: 0x46, movesCash: false, acknowledged: false };

t.test('what is waited for is the answer, with or without an ACK before it', (t) => {
  t.equal(new AnswerMemory().sort(frame(0x45, '5'), dispense, true), 'answer');
  t.equal(new AnswerMemory().sort(frame(0x45, '5'), unheard, true), 'answer');
  t.equal(new AnswerMemory().sort(frame(0x46, 'x'), status, true), 'answer');
  t.equal(new AnswerMemory().sort(frame(0x45, '5'), status, true), 'stray');
  t.equal(new AnswerMemory().sort(frame(0x45, '5'), null, true), 'stray');
  t.end();
});

t.test('without an ACK, one that looks like the answer before is a copy; whatever was asked in between', (t) => {
  const memory = new AnswerMemory();
  memory.sort(frame(0x45, '5'), dispense, true);
  memory.sort(frame(0x46, 'x'), status, true);
  t.equal(memory.sort(frame(0x45, '5'), unheard, true), 'copy');
  t.equal(memory.sort(frame(0x45, '4'), unheard, true), 'answer');
  t.equal(
    memory.sort(frame(0x45, '4'), dispense, true),
    'answer',
    'the device accepted a command, so this is its answer',
  );
  t.equal(memory.sort(frame(0x46, 'x'), status, true), 'answer', 'an equal status is no news, and an answer');
  t.end();
});

t.test('copies on an unsettled line are copies, on a settled one somebody else', (t) => {
  const memory = new AnswerMemory();
  memory.sort(frame(0x45, '5'), dispense, true);
  t.equal(memory.sort(frame(0x45, '5'), null, false), 'copy');
  t.equal(memory.sort(frame(0x45, '5'), null, true), 'stray');
  t.end();
});

t.test('the answer of a command that was given up is late, once, also when it looks like an older one', (t) => {
  const memory = new AnswerMemory();
  memory.sort(frame(0x45, '5'), dispense, true);
  memory.ended(0x45, true);
  memory.ended(0x45, false);
  t.equal(memory.sort(frame(0x45, '5'), unheard, false), 'late');
  t.equal(memory.sort(frame(0x45, '5'), unheard, false), 'copy');
  memory.ended(0x45, false);
  memory.ended(0x45, true);
  t.equal(memory.sort(frame(0x45, '4'), unheard, true), 'answer', 'a later command was answered: nothing is owed');
  t.end();
});
