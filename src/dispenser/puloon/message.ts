/** A question to the device and how its answer is read. One implementation per file. */
export interface Message<Response> {
  readonly name: string;
  readonly command: number;
  /** Never repeated on silence: purge moves notes as well as dispense does. */
  readonly movesCash: boolean;
  serialize(): Uint8Array;
  /**
   * Reads the data bytes of a response with this command and the right length.
   * @throws DISPENSER_PROTOCOL when a field is not what the table allows
   */
  parse(data: Uint8Array): Response;
}
