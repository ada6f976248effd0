import type { DecisionAnswer } from '../../atm/protocol.ts';
import type { Code } from '../../lib/catalog/index.ts';
import { withDeadline } from '../../lib/deadline.ts';
import { newId } from '../../lib/ids.ts';
import { DECISION_SCHEMA, type Decision, type SignedDecision, signDecision } from '../decision.ts';
import type { Tier } from '../policy/amountTier.ts';
import type { AttemptState } from '../policy/attempts.ts';
import { isIndependent } from '../policy/phoneFactor.ts';
import { type Board, nowSeconds } from './board.ts';
import type { Session } from './session.ts';

export interface DecisionFacts {
  readonly stage: Decision['stage'];
  readonly accepted: boolean;
  readonly reasons: readonly Code[];
  readonly tier: Tier | null;
  readonly request: { readonly amountMinor: number; readonly currency: string };
  readonly idStatusAgeS: number | null;
  readonly attempts: AttemptState | null;
  readonly capture: Decision['capture'];
  readonly match: Decision['match'];
  /** May the same session capture again? */
  readonly retry: boolean;
}

/** A disk that hangs must not hold the session for ever; what it takes after this is an entry nobody acts on. */
const APPEND_MS = 5000;

/**
 * Signs a decision and puts it where it cannot be denied, before anyone is told: evidence log, then the fleet's queue.
 * If either fails the error goes up and there is no decision (fail closed).
 */
export async function recordDecision(board: Board, session: Session, facts: DecisionFacts): Promise<DecisionAnswer> {
  const kid = String(board.keys.publicJwks.sign.kid);
  const signed = await signDecision(describe(board, session, facts), board.keys.boardSign, kid);
  const appending = board.evidence.append('decision', signed.jws);
  const entry = await withDeadline(appending, APPEND_MS, 'the evidence entry', 'EVIDENCE_UNWRITABLE');
  report(board, session, signed, entry);
  session.decision = { signed, decidedMs: signed.record.decidedMonotonicMs };
  return {
    accepted: facts.accepted,
    reasons: [...facts.reasons],
    decision: signed.jws,
    decisionSha256: signed.sha256,
    lifetimeS: signed.record.lifetimeS,
    retry: facts.retry,
  };
}

function describe(board: Board, session: Session, facts: DecisionFacts): Decision {
  const { config, clock, vision } = board;
  const { hello } = vision;
  return {
    schema: DECISION_SCHEMA,
    decisionId: newId('decision'),
    sessionId: session.id,
    terminal: config.terminal.id,
    software: board.version,
    stage: facts.stage,
    accepted: facts.accepted,
    reasons: [...facts.reasons],
    nonFaceRoute: 'card',
    ...facts.request,
    tier: facts.tier,
    nonce: session.nonce,
    bundleSha256: session.claim?.bundle.sha256 ?? null,
    claims: describeClaims(board, session, facts.idStatusAgeS),
    attempts: facts.attempts,
    capture: facts.capture,
    match: facts.match,
    models: hello?.pack ?? null,
    cameras: hello?.cameras ?? [],
    source: hello?.source ?? null,
    illuminator: hello?.emitter ?? null,
    decidedUtc: clock.now().toISOString(),
    decidedMonotonicMs: clock.monotonicMs(),
    lifetimeS: facts.accepted ? config.session.decision_lifetime_s : 0,
  };
}

function describeClaims(board: Board, session: Session, idStatusAgeS: number | null): Decision['claims'] {
  if (!session.claim) return null;
  const { claims } = session.claim.bundle;
  const { phone_min_age_days: minAge } = board.config.policy;
  return {
    account: claims.account,
    idStatus: claims.idStatus?.status ?? null,
    idStatusAgeS,
    consent: claims.consent,
    phone: claims.phone && {
      verified: claims.phone.verified,
      independent: isIndependent(claims.phone, nowSeconds(board.clock), minAge),
    },
  };
}

function report(
  board: Board,
  session: Session,
  { record, sha256 }: SignedDecision,
  entry: { readonly index: number; readonly leafHash: string },
): void {
  board.fleet.publishDecision({
    decisionId: record.decisionId,
    sessionId: session.id,
    decisionSha256: sha256,
    outcome: record.accepted ? 'accept' : 'refuse',
    reasons: record.reasons,
    tier: record.tier,
    amountMinor: record.amountMinor,
    currency: record.currency,
    captures: session.captures,
    durationMs: Math.max(0, Math.round(board.clock.monotonicMs() - session.openedMs)),
    packManifestSha256: record.models?.manifestSha256 ?? null,
    evidenceIndex: entry.index,
    evidenceLeaf: entry.leafHash,
    code: record.accepted ? 'DECISION_ACCEPTED' : 'DECISION_REFUSED',
  });
  board.log.event(
    record.accepted ? 'DECISION_ACCEPTED' : 'DECISION_REFUSED',
    record.accepted ? 'face verification accepted' : `face verification refused: ${record.reasons.join(', ')}`,
    { sessionId: session.id, decisionId: record.decisionId, stage: record.stage, tier: record.tier },
  );
}
