import type { SerialPort } from 'serialport';

export type ModemLine = 'cts' | 'dsr' | 'dcd';

const pollMs = 500;

/**
 * Reports once when an input that was on goes off: the device lost its power, or the cable was pulled (R20). A line that
 * was never on says nothing: most cables have three wires.
 *
 * @returns stops watching
 */
export function watchModemLines(
  port: Pick<SerialPort, 'get' | 'isOpen'>,
  lines: readonly ModemLine[],
  onLost: (reason: string) => void,
): () => void {
  if (lines.length === 0) return () => {};
  const seen = new Set<ModemLine>();
  const timer = setInterval(() => {
    if (!port.isOpen) return;
    port.get((error, state) => {
      if (error || !state) return;
      for (const line of lines) {
        if (state[line]) seen.add(line);
        else if (seen.delete(line)) return onLost(`${line.toUpperCase()} went off`);
      }
    });
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}
