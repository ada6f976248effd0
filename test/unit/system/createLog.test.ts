import t from 'tap';
import { messageId } from '../../../src/lib/catalog/index.ts';
import { TellersightError } from '../../../src/lib/errors.ts';
import { createLog, type LogFormat } from '../../../src/system/createLog.ts';
import type { LibSystemd } from '../../../src/system/libsystemd.ts';

function make(format: LogFormat, library: LibSystemd | null = null) {
  let ms = 0;
  const lines: string[] = [];
  const clock = { monotonicMs: () => ms, now: () => new Date(ms) };
  const write = (line: string) => void lines.push(line);
  const log = createLog({ format, library, clock, write, environment: { NO_COLOR: '1' } });
  return { log, lines, pass: (by: number) => (ms += by) };
}

t.test('JSON lines', async (t) => {
  const { log, lines } = make('json');
  log.event('READY', 'two\nlines', { sessionId: 'ses_1', rows: 2, absent: undefined, nothing: null });
  t.same(JSON.parse(lines[0]!), {
    ts: '1970-01-01T00:00:00.000Z',
    level: 'notice',
    code: 'READY',
    messageId: messageId('READY'),
    message: 'two\nlines',
    fields: { sessionId: 'ses_1', rows: 2 },
  });
  log.error(new TellersightError('OUTBOX_FULL', 'no room', { cause: new Error('disk'), details: { rows: 9 } }));
  t.match(JSON.parse(lines[1]!), {
    level: 'critical',
    code: 'OUTBOX_FULL',
    message: 'no room: disk',
    fields: { rows: 9 },
  });
  log.error('not an error at all');
  t.match(JSON.parse(lines[2]!), { code: 'INTERNAL', message: 'not an error at all' });
  log.debug('hidden');
  t.equal(lines.length, 3);
});

t.test('terminal lines say what to do when something is wrong', async (t) => {
  const { log, lines } = make('terminal');
  log.event('READY', 'up', { rows: 2 });
  log.error(new TellersightError('OUTBOX_FULL', 'no\nroom', { hint: 'make room' }));
  t.same(lines, [
    '00:00:00.000 READY                up rows=2',
    '00:00:00.000 OUTBOX_FULL          no room\n             -> make room',
  ]);
});

t.test('without libsystemd a journal gets lines with a priority prefix', async (t) => {
  const { log, lines } = make('journal');
  log.event('READY', 'a\nb');
  t.same(lines, ['<5>READY a b'], 'a newline in a message cannot forge a second line');
});

t.test('with libsystemd the journal gets fields; when it fails, the line is not lost', async (t) => {
  const entries: string[][] = [];
  let result = 0;
  const library: LibSystemd = {
    notify: () => 1,
    journalSend: (fields) => {
      entries.push(fields.map((field) => Buffer.from(field).toString()));
      return result;
    },
  };
  const { log, lines } = make('journal', library);
  log.event('READY', 'a\nPRIORITY=0', { sessionId: 'ses_1', PRIORITY: 0 });
  t.same(entries[0], [
    'MESSAGE=a\nPRIORITY=0',
    'PRIORITY=5',
    'SYSLOG_IDENTIFIER=tellersight',
    'TELLERSIGHT_SESSION_ID=ses_1',
    'TELLERSIGHT_PRIORITY=0',
    `MESSAGE_ID=${messageId('READY')}`,
    'TELLERSIGHT_CODE=READY',
  ]);
  t.same(lines, []);
  result = -11;
  log.event('READY', 'again');
  t.same(lines, ['<5>READY again']);
});

t.test('repeats are counted, not written', async (t) => {
  const { log, lines, pass } = make('prefixed');
  for (let i = 0; i < 245; i++) log.event('FLEET_DISCONNECTED', 'no broker');
  t.equal(lines.length, 5);
  log.event('FLEET_CONNECTED', 'other lines pass');
  t.equal(lines.length, 6);
  pass(60_000);
  log.event('FLEET_DISCONNECTED', 'no broker');
  t.same(lines.slice(6), ['<4>FLEET_DISCONNECTED no broker (repeated 240 times)', '<4>FLEET_DISCONNECTED no broker']);
  for (let i = 0; i < 10; i++) log.event('FLEET_DISCONNECTED', 'no broker');
  log.close();
  t.equal(lines.at(-1), '<4>FLEET_DISCONNECTED no broker (repeated 6 times)', 'nothing is left out at the end');
  log.close();
  t.equal(lines.filter((line) => line.includes('repeated')).length, 2);
});
