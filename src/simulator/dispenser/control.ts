import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Fault } from './faults.ts';

const cassette = z.number().int().min(0).max(3);

const common = [
  z.strictObject({ load: z.strictObject({ cassette, notes: z.number().int().min(0).max(5000) }) }),
  z.strictObject({ present: z.strictObject({ cassette, present: z.boolean() }) }),
  z.strictObject({ tray: z.boolean() }),
  /** A technician clears the path, faults are disarmed. */
  z.strictObject({ clear: z.literal(true) }),
  /** The line is cut now; it comes back after so many milliseconds, or never (null). */
  z.strictObject({ cut: z.strictObject({ reopenMs: z.number().int().min(0).max(60_000).nullable() }) }),
  /** The device is switched off now, and on again after so many milliseconds. */
  z.strictObject({ powerCycle: z.strictObject({ backMs: z.number().int().min(0).max(60_000) }) }),
  z.strictObject({ status: z.literal(true) }),
] as const;

/** One JSON object per line; each is answered with one line. */
export function controlSchema(faultSchema: z.ZodType<Fault>) {
  return z.union([z.strictObject({ fault: faultSchema }), ...common]);
}

export type ControlCommand = z.infer<ReturnType<typeof controlSchema>>;

/** Serves the control socket of the simulator (unix, mode 0600 through the umask of main). */
export function serveControl(
  path: string,
  faultSchema: z.ZodType<Fault>,
  handle: (command: ControlCommand) => unknown,
): Server {
  const schema = controlSchema(faultSchema);
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) => {
      let reply: unknown;
      try {
        reply = { ok: true, result: handle(schema.parse(JSON.parse(line))) ?? null };
      } catch (error) {
        reply = { ok: false, error: error instanceof Error ? error.message : String(error) };
      }
      socket.write(`${JSON.stringify(reply)}\n`);
    });
  });
  server.listen(path);
  return server;
}
