/** Field separator: the last byte of every DATA. */
export const FS = 0x1c;

/** A question to the device and how its answer is read. One implementation per file. */
export interface Message<Response> {
  readonly name: string;
  /** DH1, which the answer repeats. */
  readonly command: number;
  /**
   * Written again only after an explicit refusal, never on silence: the frames carry no number, so the device cannot
   * tell a repeat from a new command. True for everything that runs the transport.
   */
  readonly movesNotes: boolean;
  /** DATA of the frame. */
  serialize(): Uint8Array;
  /**
   * Reads DATA of an answer with this command.
   * @throws DISPENSER_PROTOCOL when a field is not what the table allows
   */
  parse(data: Uint8Array): Response;
}
