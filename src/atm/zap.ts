import { type Context, Reply } from 'zeromq';

/** RFC 27/ZAP: libzmq asks this socket about every CURVE client before it lets a message of it through. */
const ZAP_ENDPOINT = 'inproc://zeromq.zap.01';
const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** RFC 32/Z85 of a 32-byte key: 40 characters. */
export function z85(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    let value = bytes.readUInt32BE(at);
    let group = '';
    for (let i = 0; i < 5; i++) {
      group = Z85[value % 85] + group;
      value = Math.floor(value / 85);
    }
    text += group;
  }
  return text;
}

/** Lets in exactly the clients whose public key is in `allowed` (Z85). Must be bound before any CURVE socket. */
export async function startZap(context: Context, allowed: ReadonlySet<string>): Promise<{ stop(): Promise<void> }> {
  const socket = new Reply({ context, linger: 0 });
  await socket.bind(ZAP_ENDPOINT);
  const loop = (async () => {
    while (!socket.closed) {
      try {
        // version, request id, domain, address, identity, mechanism, credentials
        const [version, id, , , , mechanism, key] = await socket.receive();
        const known = mechanism?.toString() === 'CURVE' && key?.length === 32 && allowed.has(z85(key));
        await socket.send([version!, id!, known ? '200' : '400', known ? 'OK' : 'unknown key', '', '']);
      } catch {
        // Closed, or a request libzmq never makes: not answering lets nobody in.
      }
    }
  })();
  return {
    async stop() {
      socket.close();
      await loop;
    },
  };
}
