/**
 * Block check character: XOR of every byte from EOT/SOH up to and including ETX (LCDM-2000T specification V3.2).
 * It is blind to order and to two equal bit flips in one column, so a good BCC never proves a count.
 */
export function bcc(bytes: Iterable<number>): number {
  let check = 0;
  for (const byte of bytes) check ^= byte;
  return check;
}
