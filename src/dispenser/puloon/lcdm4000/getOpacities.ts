import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { readError } from './fields.ts';

export interface OpacitiesResponse {
  readonly error: number;
  readonly opacities: Uint8Array;
}

/**
 * GET OPACITIES (5B). No source says how its 8 bytes are made up, so they are kept as they are. SET OPACITIES (5A) is not
 * written at all for the same reason.
 */
export class GetOpacities implements Message<OpacitiesResponse> {
  readonly name = 'GET OPACITIES';
  readonly command = 0x5b;
  readonly movesCash = false;

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command);
  }

  parse(data: Uint8Array): OpacitiesResponse {
    return { error: readError(data, 0), opacities: data.slice(1) };
  }
}
