import { type CountRequest, encodeCount } from './countRequest.ts';
import { type CountResponse, parseCount } from './countResponse.ts';
import type { Message } from './message.ts';

/**
 * BILL COUNT AND TRANSPORT (60 09) [2: KI, CL]: one command that counts into the pool and brings the notes to the front.
 * For F56 and F510 with a pool, where COUNT alone leaves them inside. Its answer is taken to be laid out like COUNT's.
 */
export class CountAndTransport implements Message<CountResponse> {
  readonly name = 'COUNT AND TRANSPORT';
  readonly command = 0x09;
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
