import { createPrivateKey, createPublicKey, type webcrypto } from 'node:crypto';
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { TellersightError } from '../lib/errors.ts';
import type { ReconcileRequest } from './payoutApi.ts';

/**
 * A reconciliation as an operator signs it away from the board (JWS, EdDSA, kid = the operator). It names the terminal
 * and the time of the lock, so that it lifts this lock of this board and no later one.
 */
export const operatorStatementSchema = z.strictObject({
  schema: z.literal('operator-statement@1'),
  terminal: z.string().min(1).max(32),
  lockedSince: z.string().min(1).max(40),
  countedMinor: z.number().int().min(0).optional(),
  countedNotes: z.array(z.number().int().min(0).max(9999)).max(8).optional(),
  statement: z.string().min(1).max(500),
});
export type OperatorStatement = z.infer<typeof operatorStatementSchema>;

const jwksSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: z.string(), x: z.string() })),
});

/** @param jwk the operator's private Ed25519 key */
export function signOperatorStatement(
  statement: OperatorStatement,
  operator: string,
  jwk: webcrypto.JsonWebKey,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(statement)))
    .setProtectedHeader({ alg: 'EdDSA', kid: operator })
    .sign(createPrivateKey({ key: jwk, format: 'jwk' }));
}

/**
 * @param jwks text of the file `dispenser.operators`
 * @param expected this board's terminal and the time of its lock
 * @throws RECONCILE_REFUSED
 */
export async function verifyOperatorStatement(
  jws: string,
  jwks: string,
  expected: { readonly terminal: string; readonly lockedSince: string },
): Promise<ReconcileRequest> {
  const { kid } = attempt('it is not a JWS', () => decodeProtectedHeader(jws));
  const { keys } = attempt('dispenser.operators is not a JWK set', () => jwksSchema.parse(JSON.parse(jwks)));
  const key = keys.find((candidate) => candidate.kid === kid);
  if (!key) throw refused('its signer is not one of the operators of this board');
  const publicKey = createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: 'jwk' });
  let payload: Uint8Array;
  try {
    ({ payload } = await compactVerify(jws, publicKey, { algorithms: ['EdDSA'] }));
  } catch {
    throw refused('its signature is wrong');
  }
  const said = attempt('its content is not operator-statement@1', () =>
    operatorStatementSchema.parse(JSON.parse(new TextDecoder().decode(payload))),
  );
  if (said.terminal !== expected.terminal) throw refused('it was signed for another terminal');
  if (said.lockedSince !== expected.lockedSince) throw refused('it was signed for another lock');
  const { countedMinor, countedNotes, statement } = said;
  return {
    operator: key.kid,
    statement,
    signedStatement: jws,
    ...(countedMinor === undefined ? {} : { countedMinor }),
    ...(countedNotes === undefined ? {} : { countedNotes }),
  };
}

function attempt<T>(message: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw refused(message);
  }
}

function refused(why: string): TellersightError {
  return new TellersightError('RECONCILE_REFUSED', `the signed statement is not accepted: ${why}`);
}
