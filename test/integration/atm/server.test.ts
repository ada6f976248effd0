import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Context, curveKeyPair, Dealer } from 'zeromq';
import { AtmClient } from '../../../src/atm/client.ts';
import type { Acknowledge, CommandName, Completion } from '../../../src/atm/protocol.ts';
import { AtmServer, type CommandHandler } from '../../../src/atm/server.ts';
import type { configSchema } from '../../../src/config/schema.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { TellersightError } from '../../../src/lib/errors.ts';
import { silentLog } from '../../../src/system/log.ts';

type Config = ReturnType<typeof configSchema.parse>['atm'];
type Raw = Acknowledge | Completion;

/** Counts what was really done; `fails` makes the next commands throw. */
class Handler implements CommandHandler {
  done: CommandName[] = [];
  fails: unknown = null;
  gate: Promise<void> = Promise.resolve();

  async handle(name: CommandName) {
    this.done.push(name);
    await this.gate;
    if (this.fails) throw this.fails;
    return { completionCode: 'success' as const, payload: { commandNonce: 'A'.repeat(32) } };
  }
}

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'ts-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(t: Test, config?: Partial<Config>) {
  const run = folder(t);
  const defaults = { endpoint: `ipc://${run}/atm.sock`, events: `ipc://${run}/events.sock`, curve_clients: [] };
  const settings: Config = { ...defaults, ...config };
  const handler = new Handler();
  const server = new AtmServer({ config: settings, log: silentLog, clock: systemClock, handler });
  await server.start();
  t.teardown(() => server.stop());
  return { server, handler, config: settings, run };
}

/** A client without manners: sends bytes, reads answers. */
class RawClient {
  readonly #socket: Dealer;

  constructor(endpoint: string) {
    this.#socket = new Dealer({ context: new Context(), linger: 0, receiveTimeout: 5000 });
    this.#socket.connect(endpoint);
  }

  send(...frames: (string | Buffer)[]): Promise<void> {
    return this.#socket.send(frames);
  }

  async ask(...frames: (string | Buffer)[]): Promise<Raw> {
    await this.send(...frames);
    return this.answer();
  }

  async answer(): Promise<Raw> {
    const [body] = await this.#socket.receive();
    return JSON.parse(body!.toString()) as Raw;
  }

  close(): void {
    this.#socket.close();
  }
}

const command = (requestId: number, name = 'Common.Status', payload: unknown = {}) =>
  JSON.stringify({ header: { name, requestId, type: 'command', version: '1.0' }, payload });

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

t.test('messages that are none: a coded answer each, and the server goes on', async (t) => {
  const { handler, config } = await start(t);
  const raw = new RawClient(config.endpoint);
  t.teardown(() => raw.close());
  const good = command(1);
  const bad: [string, (string | Buffer)[], string][] = [
    ['empty', [''], 'ATM_MESSAGE_MALFORMED'],
    ['not JSON', ['hello'], 'ATM_MESSAGE_MALFORMED'],
    ['cut short', [good.slice(0, -5)], 'ATM_MESSAGE_MALFORMED'],
    ['not UTF-8', [Buffer.from([0xff, 0xfe, 0x7b])], 'ATM_MESSAGE_MALFORMED'],
    ['a number', ['7'], 'ATM_MESSAGE_MALFORMED'],
    ['an array', ['[]'], 'ATM_MESSAGE_MALFORMED'],
    ['deeply nested', ['['.repeat(60_000)], 'ATM_MESSAGE_MALFORMED'],
    ['two frames', [good, good], 'ATM_MESSAGE_MALFORMED'],
    ['oversized', [command(1, 'Common.Status', { x: 'y'.repeat(66_000) })], 'ATM_MESSAGE_TOO_LARGE'],
    ['no header', ['{"payload":{}}'], 'ATM_MESSAGE_MALFORMED'],
    ['request id 0', [command(0)], 'ATM_MESSAGE_MALFORMED'],
    ['request id 1.5', [command(1.5)], 'ATM_MESSAGE_MALFORMED'],
    ['an event', [good.replace('"command"', '"event"')], 'ATM_MESSAGE_MALFORMED'],
    ['prototype games', ['{"__proto__":{"header":1},"constructor":{}}'], 'ATM_MESSAGE_MALFORMED'],
  ];
  for (const [name, frames, code] of bad) {
    const answer = await raw.ask(...frames);
    t.match(
      answer,
      { header: { type: 'acknowledge', status: 'invalidMessage' }, payload: { problem: { code } } },
      name,
    );
  }
  t.strictSame(handler.done, [], 'nothing was executed');
  t.match(await raw.ask(good), { header: { type: 'acknowledge', requestId: 1 } });
  t.match(await raw.answer(), { header: { type: 'completion', completionCode: 'success' } });
});

t.test('unknown commands and payloads complete with their code', async (t) => {
  const { handler, config } = await start(t);
  const raw = new RawClient(config.endpoint);
  t.teardown(() => raw.close());
  const cases: [string, unknown, string, string][] = [
    ['Common.Nonsense', {}, 'unsupportedCommand', 'ATM_COMMAND_UNKNOWN'],
    ['constructor.prototype', {}, 'unsupportedCommand', 'ATM_COMMAND_UNKNOWN'],
    ['Biometric.Read', {}, 'invalidData', 'ATM_PAYLOAD_INVALID'],
    ['Biometric.Read', { sessionId: '../../etc' }, 'invalidData', 'ATM_PAYLOAD_INVALID'],
    ['Common.Status', { extra: 1 }, 'invalidData', 'ATM_PAYLOAD_INVALID'],
  ];
  for (const [index, [name, payload, completionCode, code]] of cases.entries()) {
    await raw.ask(command(index + 1, name, payload));
    t.match(await raw.answer(), { header: { completionCode }, payload: { problem: { code, nonFaceRoute: 'card' } } });
  }
  t.strictSame(handler.done, []);
});

t.test('a repeated request is answered again and done once', async (t) => {
  const { handler, config } = await start(t);
  const raw = new RawClient(config.endpoint);
  t.teardown(() => raw.close());
  await raw.ask(command(5));
  const first = await raw.answer();
  await raw.ask(command(5));
  t.strictSame(await raw.answer(), first);
  t.equal(handler.done.length, 1);
  const reused = await raw.ask(command(5, 'Common.Capabilities'));
  t.match(reused, { header: { status: 'invalidRequestID' }, payload: { problem: { code: 'ATM_REQUEST_ID_REUSED' } } });
  const other = new RawClient(config.endpoint);
  t.teardown(() => other.close());
  await other.ask(command(5));
  await other.answer();
  t.equal(handler.done.length, 2, 'another client has its own ids');
});

t.test('repeated while running: acknowledged, still done once', async (t) => {
  const { handler, config } = await start(t);
  let open = () => {};
  handler.gate = new Promise((resolve) => {
    open = resolve;
  });
  const raw = new RawClient(config.endpoint);
  t.teardown(() => raw.close());
  await raw.ask(command(9));
  t.match(await raw.ask(command(9)), { header: { type: 'acknowledge' } });
  open();
  t.match(await raw.answer(), { header: { type: 'completion' } });
  t.equal(handler.done.length, 1);
});

t.test('a flood is told to slow down, once, and others are still served', async (t) => {
  const { config } = await start(t);
  const raw = new RawClient(config.endpoint);
  t.teardown(() => raw.close());
  for (let i = 0; i < 400; i++) await raw.send('flood');
  const answers = { invalidMessage: 0, tooManyRequests: 0 };
  while (answers.tooManyRequests === 0) {
    const { header } = await raw.answer();
    if (header.type === 'acknowledge' && header.status) answers[header.status as keyof typeof answers]++;
  }
  t.ok(answers.invalidMessage >= 100, `the burst was answered: ${answers.invalidMessage}`);
  const other = new RawClient(config.endpoint);
  t.teardown(() => other.close());
  t.match(await other.ask(command(1)), { header: { type: 'acknowledge' } });
});

t.test('an error of a handler becomes a completion; foreign texts stay inside', async (t) => {
  const { handler, config } = await start(t);
  const client = new AtmClient(config);
  client.start();
  t.teardown(() => client.stop());
  handler.fails = new TellersightError('SESSION_BUSY', 'a session is open already');
  t.match(await client.request('Common.GetCommandNonce', { sessionId: `session_${'0'.repeat(20)}` }), {
    ok: false,
    completionCode: 'sequenceError',
    failure: { problem: { code: 'SESSION_BUSY' } },
  });
  handler.fails = new Error('secret: 4711');
  const answer = await client.request('Common.GetCommandNonce', { sessionId: `session_${'0'.repeat(20)}` });
  t.match(answer, { ok: false, completionCode: 'internalError', description: 'internal error' });
});

t.test('events reach the client under their session', async (t) => {
  const { server, config } = await start(t);
  const client = new AtmClient(config);
  client.start();
  t.teardown(() => client.stop());
  const seen = new Promise<string>((resolve) => void client.onEvent((session) => resolve(session)));
  const timer = setInterval(
    () => server.publish('session_x', 'CashManagement.ItemsPresentedEvent', { payoutId: 'p' }),
    20,
  );
  t.equal(await seen, 'session_x');
  clearInterval(timer);
});

t.test('ipc sockets are closed to others', async (t) => {
  const { run } = await start(t);
  t.equal(statSync(join(run, 'atm.sock')).mode & 0o777, 0o660);
  t.equal(statSync(join(run, 'events.sock')).mode & 0o777, 0o660);
});

t.test('tcp needs CURVE and lets in only known clients', async (t) => {
  const tcp = { endpoint: `tcp://127.0.0.1:${await freePort()}`, events: `tcp://127.0.0.1:${await freePort()}` };
  await t.rejects(start(t, tcp), { code: 'ATM_ENDPOINT_INSECURE' });
  const [serverKeys, known, stranger] = [curveKeyPair(), curveKeyPair(), curveKeyPair()];
  const file = join(folder(t), 'curve.json');
  writeFileSync(file, JSON.stringify(serverKeys), { mode: 0o600 });
  const { config, handler } = await start(t, { ...tcp, curve_secret: file, curve_clients: [known.publicKey] });
  const connect = (keys: typeof known) => {
    const client = new AtmClient({ ...config, curve: { serverKey: serverKeys.publicKey, ...keys } });
    client.start();
    t.teardown(() => client.stop());
    return client.request('Common.GetCommandNonce', { sessionId: `session_${'0'.repeat(20)}` }, { deadlineMs: 1500 });
  };
  t.match(await connect(known), { ok: true });
  await t.rejects(connect(stranger), { code: 'ATM_NO_ANSWER' });
  t.equal(handler.done.length, 1);
});
