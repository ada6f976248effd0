/** Everything the simulated bank (or a thief of its traffic) can do wrong; each must be refused by the board. */
export const misbehaviours = [
  'none',
  // bundle
  'wrongAudience',
  'wrongNonce',
  'wrongSignature',
  'algNone',
  'expiredBundle',
  'futureBundle',
  'longLivedBundle',
  'oversizedBundle',
  'staleIdStatus',
  'missingIdStatus',
  'noConsent',
  'otherPurpose',
  // template
  'templateOtherAccount',
  'templateOtherTerminal',
  'templateOtherNonce',
  'templateOtherModel',
  'templateExpired',
  'templateDamaged',
  // token
  'tokenOtherDecision',
  'tokenOtherNonce',
  'tokenSmallerAmount',
  'tokenWrongKey',
  'tokenWithoutDecision',
] as const;
export type Misbehaviour = (typeof misbehaviours)[number];
