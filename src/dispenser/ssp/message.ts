/** A question to the device and how its answer is read. One implementation per file. */
export interface Message<Response> {
  readonly name: string;
  /** The command byte and its parameters: DATA of a packet. */
  serialize(): Uint8Array;
  /**
   * Reads what follows F0 in the answer.
   * @throws DISPENSER_PROTOCOL when a field is not what the reference says
   */
  parse(data: Uint8Array): Response;
}
