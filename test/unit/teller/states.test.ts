import t from 'tap';
import { commandNames } from '../../../src/atm/protocol.ts';
import { Session } from '../../../src/teller/session/session.ts';
import { isAllowed, type SessionState } from '../../../src/teller/session/states.ts';

const states: SessionState[] = [
  'open',
  'ready',
  'captured',
  'accepted',
  'settled',
  'refused',
  'closed',
  'checking',
  'capturing',
  'deciding',
  'dispensing',
];

t.test('the whole table: what moves money, and what opens a camera, has one door each', (t) => {
  const from = (command: (typeof commandNames)[number]) => states.filter((state) => isAllowed(command, state));
  t.strictSame(from('Tellersight.SubmitBundle'), ['open']);
  t.strictSame(from('Biometric.Read'), ['ready']);
  t.strictSame(from('Biometric.Match'), ['captured']);
  t.strictSame(from('CashDispenser.Dispense'), ['accepted', 'settled']);
  t.notOk(from('Tellersight.CloseSession').includes('dispensing'), 'a payout is never cut off');
  t.ok(
    commandNames.every((command) => !isAllowed(command, 'closed')),
    'closed is closed',
  );
  t.end();
});

t.test('while a command holds the session, a second one cannot enter', (t) => {
  const session = new Session('s', 'n', 0, 0);
  session.state = 'accepted';
  session.enter('CashDispenser.Dispense');
  t.equal(session.state, 'dispensing');
  t.throws(() => session.enter('CashDispenser.Dispense'), { code: 'SESSION_STATE' });
  t.throws(() => session.enter('Tellersight.CloseSession'), { code: 'SESSION_STATE' });
  t.end();
});

t.test('wiping overwrites the embedding', (t) => {
  const session = new Session('s', 'n', 0, 0);
  const embedding = Float32Array.of(1, 2, 3);
  const result = {
    outcome: 'complete' as const,
    frames: [],
    embedding,
    embeddedPairs: [],
    embedderSha256: '',
    durationMs: 0,
  };
  session.capture = { captureId: 'c', code: [], result, endedMs: 0 };
  session.wipe();
  t.strictSame(embedding, new Float32Array(3));
  t.equal(session.capture, null);
  t.end();
});
