/**
 * Physical minima that no site may relax, hence not in the configuration. All are this project's own choice; the
 * measured anchors are: lit 81..85 against unlit 32..39 on faces, 0..2 on screens (standards note, 2.1 and 2.3).
 */
export const limits = {
  /** Usable pairs a decision needs: a single frame is never enough (CVE-2021-34466). */
  minPairs: 5,
  /** Lit infrared frames a decision needs. */
  minLitPairs: 3,
  /** Values a learned detector must have given before its median means anything. */
  minPadValues: 2,
  /** Share of lit infrared frames (with a colour face) in which a face must be found. */
  minIrFaceShare: 0.6,
  /** Share of pairs in which a second face is tolerated (somebody passing behind). */
  maxCrowdShare: 0.2,
  /** Share of pairs with impossible coordinates that is tolerated outside the embedded ones. */
  maxInvalidShare: 0.2,
  /** Median lit minus median unlit luma of the face, 0..255: below it the "face" does not answer the light. */
  minIrDifference: 12,
  /** Lit minus unlit luma of one bit of the code, 0..255. */
  minBitDifference: 6,
  /** ... and as a share of the median over all bits: one strong bit must not carry weak ones. */
  minBitShare: 0.3,
  /** A clock of the bank may run this far ahead of the board's, seconds. */
  clockToleranceS: 5,
} as const;
