import type { Log } from '../../../../src/system/log.ts';

/** A log that keeps the code of every event and error, in order. */
export function eventLog(): { readonly log: Log; readonly events: string[] } {
  const events: string[] = [];
  const log: Log = {
    event: (code) => void events.push(code),
    error: (error) => void events.push((error as { code?: string }).code ?? 'unknown'),
    debug() {},
  };
  return { log, events };
}
