/** What the two families of Puloon dispensers do differently on the same kind of line (reference §2.2, §3.1). */
export interface PuloonDialect {
  /** Communication id, the byte after EOT and SOH. */
  readonly id: number;
  /**
   * Total length of each response, SOH to BCC. The parser goes by these alone: BCC and sensor bytes may take the values
   * of ETX, EOT, ACK and NCK, so looking for a terminator would cut frames in the wrong place.
   */
  readonly responseLength: Readonly<Record<number, number>>;
  /** Some ROMs send three-byte progress groups between ACK and response (§2.9). */
  readonly items: boolean;
  /** The device ends each transaction with EOT after our ACK. */
  readonly closingEot: boolean;
}
