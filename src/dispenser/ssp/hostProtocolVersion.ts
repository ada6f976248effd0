import { ByteReader } from './byteReader.ts';
import type { Message } from './message.ts';

/** Fixes the layout of amounts and events; every table here is that of version 6. */
export const protocolVersion = 6;

/** HOST_PROTOCOL_VERSION (06): a device that does not know the version answers F8. */
export class HostProtocolVersion implements Message<void> {
  readonly name = 'HOST_PROTOCOL_VERSION';

  serialize(): Uint8Array {
    return Uint8Array.of(0x06, protocolVersion);
  }

  parse(data: Uint8Array): void {
    new ByteReader(data).end();
  }
}
