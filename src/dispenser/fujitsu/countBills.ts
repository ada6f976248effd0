import { type CountRequest, encodeCount } from './countRequest.ts';
import { type CountResponse, parseCount } from './countResponse.ts';
import type { Message } from './message.ts';

/**
 * BILL COUNT (60 03) [2+: L, LC, CL, KI]: picks notes and stacks them. On an F53, and on an F56 without a pool, that is
 * the whole payout: L and LC send nothing after it and hand the customer the notes.
 */
export class CountBills implements Message<CountResponse> {
  readonly name = 'COUNT';
  readonly command = 0x03;
  readonly movesNotes = true;
  readonly #request: CountRequest;

  constructor(request: CountRequest) {
    this.#request = request;
  }

  serialize(): Uint8Array {
    return encodeCount(this.command, this.#request);
  }

  parse(data: Uint8Array): CountResponse {
    return parseCount(data, this.command);
  }
}
