import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import t, { type Test } from 'tap';
import type { CommandName, CommandPayload } from '../../../src/atm/protocol.ts';
import { commands } from '../../../src/atm/protocol.ts';
import type { Outcome } from '../../../src/atm/server.ts';
import { NonceStore } from '../../../src/dispenser/nonce.ts';
import type { PayoutRequest } from '../../../src/dispenser/payoutResult.ts';
import { Attempts } from '../../../src/journal/attempts.ts';
import { openJournal } from '../../../src/journal/database.ts';
import { Sessions } from '../../../src/journal/sessions.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { TellersightError } from '../../../src/lib/errors.ts';
import { newAccount } from '../../../src/simulator/bank/account.ts';
import { SimulatedBank } from '../../../src/simulator/bank/bank.ts';
import { silentLog } from '../../../src/system/log.ts';
import type { CaptureResult } from '../../../src/teller/captureCollector.ts';
import type { Board } from '../../../src/teller/session/board.ts';
import { SessionController } from '../../../src/teller/session/controller.ts';
import { deriveThresholds } from '../../../src/teller/thresholds.ts';
import type { CaptureRequest, Hello } from '../../../src/teller/visionLink.ts';
import {
  calibration,
  config,
  DIMENSIONS,
  EMBEDDER,
  embeddingOf,
  padCalibration,
  pair,
} from '../../unit/teller/fixtures.ts';

/** Real time that can be moved, both clocks or only the wall clock. */
class MovableClock implements Clock {
  offsetMs = 0;
  wallOffsetMs = 0;
  monotonicMs = () => performance.now() + this.offsetMs;
  now = () => new Date(Date.now() + this.offsetMs + this.wallOffsetMs);
}

const camera = {
  driver: 'x',
  card: 'x',
  busInfo: 'x',
  vendorId: null,
  productId: null,
  serial: null,
  width: 640,
  height: 480,
  format: 'GREY',
};
const hello: Hello = {
  type: 'hello',
  schema: 'observation@1',
  pid: 1,
  version: '0',
  pack: { name: 'p', version: '1', manifestSha256: EMBEDDER, embedderSha256: EMBEDDER, dimensions: DIMENSIONS },
  source: 'scene',
  cameras: [
    { channel: 'rgb', ...camera },
    { channel: 'ir', ...camera },
  ],
  emitter: { kind: 'switched', coded: true },
};

/** A controller on stubs of everything that has a wire, with a real journal in memory. */
class Desk {
  readonly clock = new MovableClock();
  readonly db: DatabaseSync = openJournal(':memory:');
  readonly payouts: PayoutRequest[] = [];
  readonly embeddings: Float32Array[] = [];
  readonly controller: SessionController;
  readonly bank: SimulatedBank;
  evidenceFails = false;
  hasRoom = true;
  capture: ((request: CaptureRequest) => Promise<CaptureResult>) | null = null;

  constructor() {
    const sign = generateKeyPairSync('ed25519');
    const decrypt = generateKeyPairSync('x25519');
    const bankKey = generateKeyPairSync('ed25519');
    const tokenHmac = new Uint8Array(randomBytes(32));
    const presentHmac = new Uint8Array(randomBytes(32));
    const jwk = (key: KeyObject) => key.export({ format: 'jwk' });
    const settings = config();
    const { clock, db } = this;
    const publicJwks = { sign: { ...jwk(sign.publicKey), kid: 'k' }, encrypt: jwk(decrypt.publicKey) };
    const board: Board = {
      config: settings,
      version: '0',
      keys: {
        bankVerify: bankKey.publicKey,
        boardDecrypt: decrypt.privateKey,
        boardSign: sign.privateKey,
        tokenHmac,
        presentHmac,
        attemptsSecret: new Uint8Array(32),
        publicJwks: publicJwks as Board['keys']['publicJwks'],
      },
      thresholds: deriveThresholds(settings.policy, calibration(), padCalibration()),
      nonces: new NonceStore({ clock, lifetimeMs: settings.session.nonce_lifetime_s * 1000 }),
      attempts: new Attempts({ db, clock, policy: settings.policy, secret: new Uint8Array(32) }),
      sessions: new Sessions(db, clock),
      vision: { hello, state: 'online', assertOnline() {}, capture: (request) => this.#capture(request) },
      payout: {
        dispense: async (request) => {
          this.payouts.push(request);
          return {
            payoutId: request.payoutId,
            outcome: 'dispensed',
            dispensedMinor: request.amountMinor,
            notes: [],
            locked: false,
            code: 'PAYOUT_DISPENSED',
            message: '',
          };
        },
        status: () => ({ state: 'online', lock: null, identity: null, counters: [], busy: false }),
        presentStatus: () => null,
      },
      evidence: {
        append: async () => {
          if (this.evidenceFails) throw new TellersightError('EVIDENCE_UNWRITABLE', 'disk full');
          return { index: 0, leafHash: EMBEDDER };
        },
      },
      fleet: { publishDecision() {}, hasRoom: () => this.hasRoom },
      log: silentLog,
      clock,
      emit() {},
    };
    this.controller = new SessionController(board);
    this.bank = new SimulatedBank({ sign: bankKey.privateKey, tokenHmac, presentHmac });
    this.bank.registerTerminal({ terminal: 'ATM-1', publicKeys: publicJwks as never });
    this.bank.enrol(newAccount({ claim: 'c', pin: '1', embedding: embeddingOf('alice'), embedderSha256: EMBEDDER }));
  }

  async ask<N extends CommandName>(name: N, payload: CommandPayload<N>): Promise<Outcome | string> {
    try {
      return await this.controller.handle(name, commands[name].command.parse(payload) as never, 1);
    } catch (error) {
      return (error as TellersightError).code;
    }
  }

  /** Opens a session and submits a good bundle. */
  async ready(amountMinor = 10_000): Promise<{ sessionId: string; nonce: string; amountMinor: number }> {
    const opened = (await this.ask('Tellersight.OpenSession', {})) as Outcome;
    const { sessionId, commandNonce: nonce } = opened.payload as { sessionId: string; commandNonce: string };
    const money = { amountMinor, currency: 'CNY' };
    const answer = await this.bank.requestBundle({
      claim: 'c',
      terminal: 'ATM-1',
      nonce,
      embedderSha256: EMBEDDER,
      consent: true,
      phoneCode: '1',
      ...money,
    });
    if (!answer.ok) throw new Error(answer.why);
    await this.ask('Tellersight.SubmitBundle', { sessionId, bundle: answer.bundle, ...money });
    return { sessionId, nonce, amountMinor };
  }

  /** ... and lets the face be accepted; gives back what Dispense needs. */
  async accepted(): Promise<CommandPayload<'CashDispenser.Dispense'>> {
    const { sessionId, amountMinor } = await this.ready();
    await this.ask('Biometric.Read', { sessionId });
    const matched = (await this.ask('Biometric.Match', { sessionId })) as Outcome;
    const { decision } = matched.payload as { decision: string };
    const token = await this.bank.requestToken({ decision, pin: '1' });
    if (!token.ok) throw new Error(token.why);
    return { sessionId, token: token.token, amountMinor, currency: 'CNY', confirmed: true };
  }

  async #capture(request: CaptureRequest): Promise<CaptureResult> {
    if (this.capture) return this.capture(request);
    const embedding = embeddingOf('alice');
    this.embeddings.push(embedding);
    const frames = request.halfBits.map((half, i) => pair(i, half === 1, half === 1));
    return {
      outcome: 'complete',
      frames,
      embedding,
      embeddedPairs: [0],
      embedderSha256: EMBEDDER,
      durationMs: 1000,
    };
  }
}

function desk(t: Test): Desk {
  const made = new Desk();
  t.teardown(() => made.db.close());
  return made;
}

t.test('R18: a token in time pays, 30 seconds after the decision it does not', async (t) => {
  const inTime = desk(t);
  const payload = await inTime.accepted();
  inTime.clock.offsetMs += 29_000;
  t.match(await inTime.ask('CashDispenser.Dispense', payload), { completionCode: 'success' });
  t.equal(inTime.payouts.length, 1);
  const late = desk(t);
  const latePayload = await late.accepted();
  late.clock.offsetMs += 30_001;
  t.equal(await late.ask('CashDispenser.Dispense', latePayload), 'DECISION_EXPIRED');
  t.equal(await late.ask('CashDispenser.Dispense', latePayload), 'SESSION_STATE', 'and the session is over');
  t.equal(late.payouts.length, 0);
});

t.test('R17: a nonce lives 120 seconds, by the monotonic clock', async (t) => {
  const late = desk(t);
  const payload = await late.accepted();
  late.clock.offsetMs += 120_000;
  late.clock.wallOffsetMs -= 120_000;
  t.equal(
    await late.ask('CashDispenser.Dispense', payload),
    'TOKEN_NONCE_EXPIRED',
    'setting the clock back does not help',
  );
  t.equal(late.payouts.length, 0);
});

t.test('R3: the ID status ages by the monotonic clock until the decision', async (t) => {
  const slow = desk(t);
  const { sessionId } = await slow.ready();
  await slow.ask('Biometric.Read', { sessionId });
  slow.clock.offsetMs += 61_000;
  slow.clock.wallOffsetMs -= 61_000;
  const matched = (await slow.ask('Biometric.Match', { sessionId })) as Outcome;
  t.match(matched, { completionCode: 'commandErrorCode', payload: { decision: { reasons: ['ID_STATUS_STALE'] } } });
});

t.test('R21: the embedding is overwritten as soon as the decision is made', async (t) => {
  const good = desk(t);
  await good.accepted();
  t.ok(good.embeddings[0]!.every((value) => value === 0));
  const closed = desk(t);
  const { sessionId } = await closed.ready();
  await closed.ask('Biometric.Read', { sessionId });
  t.notOk(closed.embeddings[0]!.every((value) => value === 0));
  await closed.ask('Tellersight.CloseSession', { sessionId });
  t.ok(
    closed.embeddings[0]!.every((value) => value === 0),
    'or the session closed',
  );
});

t.test('a decision that cannot be recorded is none', async (t) => {
  const full = desk(t);
  const { sessionId } = await full.ready();
  await full.ask('Biometric.Read', { sessionId });
  full.evidenceFails = true;
  t.equal(await full.ask('Biometric.Match', { sessionId }), 'EVIDENCE_UNWRITABLE');
  t.equal(await full.ask('Biometric.Read', { sessionId }), 'SESSION_STATE', 'the session is refused');
});

t.test('no room for reports: no session, no payout', async (t) => {
  const full = desk(t);
  const payload = await full.accepted();
  full.hasRoom = false;
  t.equal(await full.ask('CashDispenser.Dispense', payload), 'BOARD_NOT_READY');
  t.equal(full.payouts.length, 0);
  t.equal(await full.ask('Tellersight.OpenSession', {}), 'BOARD_NOT_READY');
});

t.test('a journal that is gone: nothing is decided and nothing paid', async (t) => {
  const gone = new Desk();
  const { sessionId } = await gone.ready();
  await gone.ask('Biometric.Read', { sessionId });
  gone.db.close();
  t.equal(await gone.ask('Biometric.Match', { sessionId }), 'JOURNAL_UNWRITABLE');
  t.equal(gone.payouts.length, 0);
});

t.test('commands in the wrong order or for another session', async (t) => {
  const one = desk(t);
  const { sessionId } = await one.ready();
  t.equal(await one.ask('Tellersight.OpenSession', {}), 'SESSION_BUSY');
  t.equal(await one.ask('Biometric.Match', { sessionId }), 'SESSION_STATE');
  t.equal(await one.ask('Common.GetCommandNonce', { sessionId }), 'SESSION_STATE', 'the bundle is bound to the nonce');
  t.equal(await one.ask('Biometric.Read', { sessionId: `session_${'0'.repeat(20)}` }), 'SESSION_UNKNOWN');
  const token = { token: 'x', amountMinor: 1, currency: 'CNY', confirmed: true };
  t.equal(await one.ask('CashDispenser.Dispense', { sessionId, ...token }), 'SESSION_STATE', 'no decision, no cash');
  t.equal(one.payouts.length, 0);
});

t.test('cancelling a capture: another one may follow, but not without end (R5)', async (t) => {
  const one = desk(t);
  const { sessionId } = await one.ready();
  one.capture = ({ signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new TellersightError('CANCELLED', 'cancelled'))),
    );
  for (let i = 0; i < 6; i++) {
    const reading = one.ask('Biometric.Read', { sessionId });
    t.match(await one.ask('Common.Cancel', { sessionId }), { payload: { cancelled: true } });
    t.equal(await reading, 'CANCELLED');
  }
  t.equal(await one.ask('Biometric.Read', { sessionId }), 'SESSION_STATE', 'six poor captures are the bound');
});

t.test('closing during a capture ends both', async (t) => {
  const one = desk(t);
  const { sessionId } = await one.ready();
  one.capture = ({ signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new TellersightError('CANCELLED', 'cancelled'))),
    );
  const reading = one.ask('Biometric.Read', { sessionId });
  t.match(await one.ask('Tellersight.CloseSession', { sessionId }), { completionCode: 'success' });
  t.equal(await reading, 'CANCELLED');
  t.equal(await one.ask('Biometric.Read', { sessionId }), 'SESSION_UNKNOWN');
  t.match(await one.ask('Tellersight.OpenSession', {}), { completionCode: 'success' });
});

t.test('a light that breaks its code counts as a failed attempt', async (t) => {
  const one = desk(t);
  one.capture = async () => {
    throw new TellersightError('CAPTURE_LIGHT', 'the light did not follow its code');
  };
  for (let i = 0; i < 5; i++) {
    const { sessionId } = await one.ready();
    t.match(await one.ask('Biometric.Read', { sessionId }), { payload: { decision: { reasons: ['CAPTURE_LIGHT'] } } });
  }
  const { sessionId } = await one.ready();
  t.equal(await one.ask('Biometric.Read', { sessionId }), 'SESSION_STATE', 'refused at the bundle: ATTEMPTS_DELAYED');
});
