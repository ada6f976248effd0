/** What Tellersight does not protect against, whatever the counts above say. Shown as it is, never shortened. */
export const notMitigated: readonly string[] = [
  'A customer who is forced to stand before the camera and to enter the PIN.',
  'Identical twins, and relatives so alike that the false match rate measured on strangers does not describe them.',
  'Someone inside the ATM who replaces both cameras and the infrared light together and answers the light code in time.',
  'A bank host that signs a wrong statement about the ID or the phone, or issues a token without checking the PIN.',
  'Root on the board: it can read keys that are not sealed to a TPM. Published evidence checkpoints still show a rewrite.',
  'Notes taken, added or jammed beyond what the sensors of the dispenser report.',
];
