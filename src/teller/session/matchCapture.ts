import type { DecisionAnswer } from '../../atm/protocol.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { Decision } from '../decision.ts';
import { tierFor } from '../policy/amountTier.ts';
import { attempts as attemptsRule } from '../policy/attempts.ts';
import { decide, type FaceInput } from '../policy/decide.ts';
import { type FusedCapture, fuse } from '../policy/fuse.ts';
import { recoverBits, toHalfBits } from '../policy/illumination.ts';
import { cosine } from '../policy/match.ts';
import { worthRetrying } from '../policy/reasons.ts';
import { openTemplate } from '../template.ts';
import type { TierThreshold } from '../thresholds.ts';
import { assertSameRig } from './assertSameRig.ts';
import { attemptsOf } from './attemptsOf.ts';
import { type Board, nowSeconds } from './board.ts';
import { charge } from './charge.ts';
import { idStatusAge } from './idStatusAge.ts';
import { recordDecision } from './recordDecision.ts';
import type { Capture, Session } from './session.ts';

/** A face seen longer ago says nothing about who stands there now, and its embedding has waited long enough (R21). */
export const MAX_CAPTURE_AGE_MS = 10_000;

/** Step 6: every rule over the capture, the attempt charged, the decision signed and recorded. */
export async function matchCapture(board: Board, session: Session): Promise<DecisionAnswer> {
  const capture = session.capture!;
  const request = session.request!;
  const hello = board.vision.hello;
  try {
    if (!hello) throw new TellersightError('VISION_LOST', 'vision went away before the decision');
    assertSameRig(board, session);
    const fused = fuseCapture(capture, hello.cameras, capture.code);
    const tier = tierFor(request.amountMinor, board.config.policy, hello.emitter.coded);
    const limit = board.thresholds[tier ?? 'B'];
    const idStatusAgeS = idStatusAge(board, session);
    const attempts = attemptsOf(board, session)!;
    const isStale = !(board.clock.monotonicMs() - capture.endedMs <= MAX_CAPTURE_AGE_MS);
    const face: FaceInput = {
      outcome: isStale ? 'failed' : capture.result.outcome,
      fused,
      maxSkewMs: board.config.vision.max_skew_ms,
      illuminatorSwitched: hello.emitter.kind !== 'none',
      code: capture.code,
      pad: board.thresholds.pad,
      score: isStale ? null : await scoreOf(board, session, capture),
      threshold: limit.threshold,
    };
    const verdict = decide({
      policy: board.config.policy,
      claims: session.claim!.bundle.claims,
      request,
      currency: board.config.terminal.currency,
      illuminatorCoded: hello.emitter.coded,
      idStatusAgeS: idStatusAgeS ?? Number.NaN,
      nowS: nowSeconds(board.clock),
      attempts,
      face,
    });
    if (verdict.accepted) board.attempts.succeed(session.claim!.bundle.claims.account);
    else charge(board, session, verdict.reasons);
    const spent = attemptsRule(attemptsOf(board, session)!, board.config.policy).length > 0;
    return await recordDecision(board, session, {
      stage: 'capture',
      accepted: verdict.accepted,
      reasons: verdict.reasons,
      tier: verdict.tier,
      request,
      idStatusAgeS,
      attempts,
      capture: describeCapture(capture, face, fused),
      match: describeMatch(limit, face.score),
      retry: worthRetrying(verdict.reasons) && !spent,
    });
  } finally {
    session.wipeCapture();
  }
}

function fuseCapture(
  { result }: Capture,
  cameras: readonly { channel: 'rgb' | 'ir'; width: number; height: number }[],
  code: Capture['code'],
): FusedCapture {
  // A camera that did not introduce itself has no size, so that every coordinate of it is outside (R15).
  const sizeOf = (channel: 'rgb' | 'ir') =>
    cameras.find((camera) => camera.channel === channel) ?? { width: 0, height: 0 };
  const sizes = { rgb: sizeOf('rgb'), ir: sizeOf('ir') };
  return fuse(result.frames, toHalfBits(code), result.embeddedPairs, sizes);
}

/** Cosine against the template, which is decrypted for just this moment (R22); null when there is nothing to compare. */
async function scoreOf(board: Board, session: Session, { result }: Capture): Promise<number | null> {
  const { claims } = session.claim!.bundle;
  if (!result.embedding || result.embedderSha256 !== board.thresholds.embedderSha256) return null;
  const template = await openTemplate(claims.template, board.keys.boardDecrypt, {
    account: claims.account,
    terminal: board.config.terminal.id,
    nonce: session.nonce,
    embedderSha256: board.thresholds.embedderSha256,
    dimensions: board.vision.hello?.pack.dimensions ?? 0,
    nowS: nowSeconds(board.clock),
  });
  try {
    return cosine(result.embedding, template.embedding);
  } finally {
    template.wipe();
  }
}

function describeMatch({ askedFmr, threshold, support }: TierThreshold, score: number | null): Decision['match'] {
  return { askedFmr, threshold, support: { ...support, unsupportedGroups: [...support.unsupportedGroups] }, score };
}

function describeCapture(
  { captureId, code, result }: Capture,
  face: FaceInput,
  fused: FusedCapture,
): Decision['capture'] {
  return {
    captureId,
    outcome: face.outcome,
    fault: null,
    durationMs: result.durationMs,
    pairs: fused.pairs,
    usable: fused.usable,
    invalidShare: fused.invalidShare,
    crowdShare: fused.crowdShare,
    maxSkewUs: fused.maxSkewUs,
    correspondence: fused.correspondence,
    litPairs: fused.litPairs,
    irFaceShare: fused.irFaceShare,
    ambientLuma: fused.ambientLuma,
    irDifference: fused.irDifference,
    padRgb: fused.padRgb,
    padIr: fused.padIr,
    padThresholds: face.pad,
    code: code.length === 0 ? null : { sent: [...code], recovered: recoverBits(fused.halfBitLuma) },
  };
}
