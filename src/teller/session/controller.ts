import type { CommandName, ParsedPayload } from '../../atm/protocol.ts';
import type { CommandHandler, Outcome } from '../../atm/server.ts';
import { buildPresentStatusToken } from '../../dispenser/presentStatusToken.ts';
import type { Code } from '../../lib/catalog/index.ts';
import { hasCode, TellersightError, toTellersightError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { attemptsOf } from './attemptsOf.ts';
import type { Board } from './board.ts';
import { capabilities, status } from './boardStatus.ts';
import { charge } from './charge.ts';
import { dispense } from './dispense.ts';
import { idStatusAge } from './idStatusAge.ts';
import { MAX_CAPTURE_AGE_MS, matchCapture } from './matchCapture.ts';
import { decided, paid, success } from './outcomes.ts';
import { read } from './read.ts';
import { recordDecision } from './recordDecision.ts';
import { Session } from './session.ts';
import type { SessionState } from './states.ts';
import { submitBundle } from './submitBundle.ts';

type Payload<N extends CommandName> = ParsedPayload<N>;
type Handlers = { readonly [N in CommandName]: (payload: Payload<N>, requestId: number) => Promise<Outcome> };

const unrecordable: ReadonlySet<Code> = new Set<Code>(['EVIDENCE_UNWRITABLE', 'JOURNAL_UNWRITABLE', 'OUTBOX_FULL']);

/** The one customer in front of the machine: takes commands in the order that states.ts allows, one after the other. */
export class SessionController implements CommandHandler {
  readonly #board: Board;
  #session: Session | null = null;
  #idle: NodeJS.Timeout | null = null;
  #stopping = false;

  readonly #handlers: Handlers = {
    'Common.Status': async () => success(status(this.#board, this.#session?.id ?? null)),
    'Common.Capabilities': async () => success(capabilities(this.#board)),
    'Common.GetCommandNonce': async (payload) => this.#renewNonce(this.#enter('Common.GetCommandNonce', payload)),
    'Tellersight.OpenSession': async () => this.#open(),
    'Tellersight.SubmitBundle': (payload) => this.#submit(payload),
    'Biometric.Read': (payload, requestId) => this.#read(payload, requestId),
    'Biometric.Match': (payload) => this.#match(payload),
    'CashDispenser.Dispense': (payload, requestId) => this.#dispense(payload, requestId),
    'CashDispenser.GetPresentStatus': async (payload) => this.#presentStatus(payload),
    'Tellersight.CloseSession': async (payload) => this.#close(this.#enter('Tellersight.CloseSession', payload)),
    'Common.Cancel': async (payload) => this.#cancel(this.#enter('Common.Cancel', payload)),
  };

  constructor(board: Board) {
    this.#board = board;
  }

  start(): void {
    const left = this.#board.sessions.closeLeftovers();
    if (left > 0) this.#board.log.event('SESSION_CLOSED', 'sessions were open when the daemon ended', { count: left });
    this.#idle = setInterval(() => this.#closeIdle(), 500);
  }

  /** No new session from here on; a running capture ends. A running payout is waited for by the payout engine. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#idle) clearInterval(this.#idle);
    this.#session?.abort?.abort();
  }

  /** Forgets the open session; called when nothing runs any more. */
  end(): void {
    if (this.#session) this.#finish(this.#session, 'stopping');
  }

  handle<N extends CommandName>(name: N, payload: Payload<N>, requestId: number): Promise<Outcome> {
    return this.#handlers[name](payload, requestId);
  }

  /** The session a command names, entered. @throws SESSION_UNKNOWN, SESSION_STATE */
  #enter(command: CommandName, { sessionId }: { readonly sessionId: string }): Session {
    const session = this.#session;
    if (session?.id !== sessionId) throw new TellersightError('SESSION_UNKNOWN', 'there is no such session');
    session.enter(command);
    session.touchedMs = this.#board.clock.monotonicMs();
    return session;
  }

  #open(): Outcome {
    const { vision, payout, fleet, config, nonces, sessions, keys, clock } = this.#board;
    if (this.#session && this.#isOver(this.#session)) this.#finish(this.#session, 'another one is opened');
    if (this.#session) throw new TellersightError('SESSION_BUSY', 'a session is open already');
    if (this.#stopping) throw new TellersightError('BOARD_NOT_READY', 'the daemon is stopping');
    vision.assertOnline();
    const { lock } = payout.status();
    if (lock) throw new TellersightError('DISPENSER_LOCKED', `locked: ${lock.code}`);
    if (!fleet.hasRoom()) throw new TellersightError('BOARD_NOT_READY', 'the event queue is full');
    const id = newId('session');
    sessions.opened(id);
    this.#session = new Session(id, nonces.issue(), clock.monotonicMs(), vision.rigChanges);
    return success({
      sessionId: id,
      commandNonce: this.#session.nonce,
      nonceLifetimeS: config.session.nonce_lifetime_s,
      terminal: config.terminal.id,
      currency: config.terminal.currency,
      embedderSha256: this.#board.thresholds.embedderSha256,
      publicKeys: keys.publicJwks,
    });
  }

  /** Nothing more can be paid in it, so a next customer (or an application that crashed) need not wait for its end. */
  #isOver({ state, decision }: Session): boolean {
    if (state === 'refused' || state === 'settled') return true;
    const { clock, config } = this.#board;
    const ageMs = clock.monotonicMs() - (decision?.decidedMs ?? 0);
    return state === 'accepted' && ageMs > config.session.decision_lifetime_s * 1000;
  }

  /** For a bank that answers late: a fresh nonce while no bundle has come; the old one is dead. */
  #renewNonce(session: Session): Outcome {
    this.#board.nonces.clear(session.nonce, 'cleared');
    session.nonce = this.#board.nonces.issue();
    return success({ commandNonce: session.nonce });
  }

  async #submit(payload: Payload<'Tellersight.SubmitBundle'>): Promise<Outcome> {
    const session = this.#enter('Tellersight.SubmitBundle', payload);
    return this.#run(session, 'refused', async () => {
      if (!this.#board.nonces.isLive(session.nonce)) {
        throw new TellersightError('NONCE_MISSING', "the session's nonce has expired");
      }
      const result = await submitBundle(this.#board, session, payload);
      if (!result.accepted) return decided(result.decision);
      session.state = 'ready';
      const attemptsLeft = this.#board.config.policy.attempts_per_session;
      return success({ sessionId: session.id, tier: result.tier, attemptsLeft });
    });
  }

  async #read(payload: Payload<'Biometric.Read'>, requestId: number): Promise<Outcome> {
    const session = this.#enter('Biometric.Read', payload);
    return this.#run(session, 'refused', async () => {
      try {
        const answer = await read(this.#board, session, requestId);
        session.state = 'captured';
        return success(answer);
      } catch (error) {
        if (!hasCode(error, 'CANCELLED')) return decided(await this.#refuseForFault(session, error));
        // Neither a failure nor free (R5). A session closed meanwhile stays closed.
        session.poor++;
        if (session.state === 'capturing' && session.poor < this.#board.config.policy.poor_captures_per_session)
          session.state = 'ready';
        throw error;
      }
    });
  }

  async #match(payload: Payload<'Biometric.Match'>): Promise<Outcome> {
    const session = this.#enter('Biometric.Match', payload);
    return this.#run(session, 'refused', async () => {
      try {
        const decision = await matchCapture(this.#board, session);
        if (decision.accepted) session.state = 'accepted';
        else if (decision.retry) session.state = 'ready';
        return decided(decision);
      } catch (error) {
        return decided(await this.#refuseForFault(session, error));
      }
    });
  }

  async #dispense(payload: Payload<'CashDispenser.Dispense'>, requestId: number): Promise<Outcome> {
    const before = this.#session?.state;
    const session = this.#enter('CashDispenser.Dispense', payload);
    return this.#run(session, 'refused', async () => {
      try {
        const result = await dispense(this.#board, session, payload, requestId);
        session.state = 'settled';
        return paid(session.id, payload.currency, result);
      } catch (error) {
        // Without the key press nothing was tried; and what was paid before stays paid.
        if (hasCode(error, 'NOT_CONFIRMED') || before === 'settled') session.state = before!;
        throw error;
      }
    });
  }

  /** Works for closed sessions and after a restart too: the bank must be able to ask what came out. */
  #presentStatus({ sessionId, nonce }: Payload<'CashDispenser.GetPresentStatus'>): Outcome {
    const { sessions, payout, keys } = this.#board;
    const dispenseId = sessions.dispenseIdOf(sessionId);
    const present = dispenseId === null ? null : payout.presentStatus(dispenseId);
    if (!present) throw new TellersightError('SESSION_UNKNOWN', 'this session has no payout');
    return success({ sessionId, token: buildPresentStatusToken(present, nonce, keys.presentHmac) });
  }

  #cancel(session: Session): Outcome {
    const cancelled = session.abort !== null;
    session.abort?.abort();
    return success({ sessionId: session.id, cancelled });
  }

  #close(session: Session): Outcome {
    this.#finish(session, 'closed by the ATM application');
    return success({ sessionId: session.id });
  }

  /** Runs a command that holds the session; whatever way it ends, the session is never left half-way. */
  async #run(session: Session, otherwise: SessionState, work: () => Promise<Outcome>): Promise<Outcome> {
    const during = session.state;
    try {
      return await work();
    } finally {
      if (session.state === during) session.state = otherwise;
      if (session.state === 'refused') session.wipe();
      session.touchedMs = this.#board.clock.monotonicMs();
    }
  }

  /** Vision or template failed after the bundle was good: a refusal like any other, signed and recorded. */
  async #refuseForFault(session: Session, thrown: unknown) {
    const error = toTellersightError(thrown, 'INTERNAL');
    this.#board.log.error(error, { sessionId: session.id });
    // What cannot be recorded cannot be refused in writing either; the error itself goes up.
    if (unrecordable.has(error.code)) throw error;
    charge(this.#board, session, [error.code]);
    return recordDecision(this.#board, session, {
      stage: 'capture',
      accepted: false,
      reasons: [error.code],
      tier: null,
      request: session.request!,
      idStatusAgeS: idStatusAge(this.#board, session),
      attempts: attemptsOf(this.#board, session),
      capture: null,
      match: null,
      retry: false,
    });
  }

  #closeIdle(): void {
    const session = this.#session;
    if (!session || ['checking', 'deciding', 'capturing', 'dispensing'].includes(session.state)) return;
    const nowMs = this.#board.clock.monotonicMs();
    if (session.capture && nowMs - session.capture.endedMs > MAX_CAPTURE_AGE_MS) {
      this.#finish(session, 'a capture was not matched in time');
      return;
    }
    const idleMs = nowMs - session.touchedMs;
    if (idleMs > this.#board.config.session.idle_timeout_s * 1000) this.#finish(session, 'idle too long');
  }

  #finish(session: Session, reason: string): void {
    const { nonces, sessions, log } = this.#board;
    const endState = session.state;
    const reasons = session.decision?.signed.record.reasons ?? [];
    session.state = 'closed';
    session.wipe();
    nonces.clear(session.nonce, 'cleared');
    if (this.#session === session) this.#session = null;
    this.#board.emit(session.id, 'Tellersight.SessionClosedEvent', { reason });
    log.event('SESSION_CLOSED', `session closed: ${reason}`, { sessionId: session.id, state: endState });
    try {
      sessions.closed(session.id, endState, reasons);
    } catch (error) {
      log.error(error);
    }
  }
}
