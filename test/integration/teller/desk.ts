import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
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
export class Desk {
  readonly clock = new MovableClock();
  readonly db: DatabaseSync = openJournal(':memory:');
  readonly payouts: PayoutRequest[] = [];
  readonly embeddings: Float32Array[] = [];
  readonly controller: SessionController;
  readonly bank: SimulatedBank;
  evidenceFails = false;
  hasRoom = true;
  rigChanges = 0;
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
    const rigChanges = () => this.rigChanges;
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
      vision: {
        hello,
        state: 'online',
        assertOnline() {},
        capture: (request) => this.#capture(request),
        get rigChanges() {
          return rigChanges();
        },
      },
      payout: {
        dispense: async (request) => {
          this.payouts.push(request);
          return {
            payoutId: request.payoutId,
            outcome: 'dispensed',
            dispensedMinor: request.amountMinor,
            notes: [],
            reversal: { advice: 'none', amountMinor: 0 },
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
