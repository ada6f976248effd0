import type { DecisionAnswer, ParsedPayload } from '../../atm/protocol.ts';
import type { Code } from '../../lib/catalog/index.ts';
import { openBundle } from '../bundle.ts';
import type { Tier } from '../policy/amountTier.ts';
import { decideClaim } from '../policy/decide.ts';
import { openTemplate } from '../template.ts';
import { attemptsOf } from './attemptsOf.ts';
import { type Board, nowSeconds } from './board.ts';
import { idStatusAge } from './idStatusAge.ts';
import { isRefusal } from './isRefusal.ts';
import { recordDecision } from './recordDecision.ts';
import type { Session } from './session.ts';

type Result =
  | { readonly accepted: true; readonly tier: Tier }
  | { readonly accepted: false; readonly decision: DecisionAnswer };

/** Step 4 of architecture section 1: everything that can be refused before a camera opens. */
export async function submitBundle(
  board: Board,
  session: Session,
  payload: ParsedPayload<'Tellersight.SubmitBundle'>,
): Promise<Result> {
  const request = { amountMinor: payload.amountMinor, currency: payload.currency };
  session.request = request;
  const refuse = (reasons: readonly Code[], tier: Tier | null) =>
    recordDecision(board, session, {
      stage: 'claim',
      accepted: false,
      reasons,
      tier,
      request,
      idStatusAgeS: idStatusAge(board, session),
      attempts: attemptsOf(board, session),
      capture: null,
      match: null,
      retry: false,
    });
  try {
    await openClaim(board, session, payload.bundle);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    board.log.error(error, { sessionId: session.id });
    return { accepted: false, decision: await refuse([error.code], null) };
  }
  const { claims } = session.claim!.bundle;
  const verdict = decideClaim({
    policy: board.config.policy,
    claims,
    request,
    currency: board.config.terminal.currency,
    illuminatorCoded: board.vision.hello?.emitter.coded ?? false,
    idStatusAgeS: idStatusAge(board, session) ?? Number.NaN,
    nowS: nowSeconds(board.clock),
    attempts: attemptsOf(board, session)!,
  });
  if (verdict.accepted) return { accepted: true, tier: verdict.tier! };
  return { accepted: false, decision: await refuse(verdict.reasons, verdict.tier) };
}

/** Signature, audience, nonce, times; then the template, which is opened once to see that it can be, and wiped. */
async function openClaim(board: Board, session: Session, jws: string): Promise<void> {
  const { keys, config, clock, thresholds, vision } = board;
  vision.assertOnline();
  const nowS = nowSeconds(clock);
  const expected = { bankKey: keys.bankVerify, terminal: config.terminal.id, nonce: session.nonce, nowS };
  const bundle = await openBundle(jws, expected);
  session.claim = { bundle, checkedMs: clock.monotonicMs(), checkedS: nowS };
  const template = await openTemplate(bundle.claims.template, keys.boardDecrypt, {
    account: bundle.claims.account,
    terminal: config.terminal.id,
    nonce: session.nonce,
    embedderSha256: thresholds.embedderSha256,
    dimensions: vision.hello!.pack.dimensions,
    nowS,
  });
  template.wipe();
}
