import type { Socket } from 'node:net';
import { z } from 'zod';
import { sceneSpec } from './spec.ts';
import type { CameraStream } from './stream.ts';

const MAX_LINE_BYTES = 65_536;

const request = z.union([z.strictObject({ show: sceneSpec }), z.strictObject({ status: z.literal(true) })]);

/**
 * Control of the scene, JSON lines: {"show": SceneSpec} -> {"ok":true}; {"status":true} -> {"ok":true, ...}.
 * Anything else -> {"ok":false,"error":"..."}; an endless line ends the connection.
 */
export function serveControl(socket: Socket, stream: CameraStream): void {
  let waiting = '';
  // answers leave in the order of the questions
  let turn: Promise<void> = Promise.resolve();
  const reply = async (line: string) => {
    const text = await answer(line, stream).catch((error: unknown) => ({ ok: false, error: String(error) }));
    if (!socket.destroyed) socket.write(`${JSON.stringify(text)}\n`);
  };
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (text) => {
    waiting += text;
    for (let end = waiting.indexOf('\n'); end >= 0; end = waiting.indexOf('\n')) {
      const line = waiting.slice(0, end);
      waiting = waiting.slice(end + 1);
      if (line.trim() !== '') turn = turn.then(() => reply(line));
    }
    if (waiting.length > MAX_LINE_BYTES) socket.destroy();
  });
}

async function answer(line: string, stream: CameraStream): Promise<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, error: 'not JSON' };
  }
  const parsed = request.safeParse(value);
  if (!parsed.success) return { ok: false, error: z.prettifyError(parsed.error) };
  if ('show' in parsed.data) {
    await stream.show(parsed.data.show);
    return { ok: true };
  }
  return { ok: true, ...stream.status() };
}
