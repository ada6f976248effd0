import { type LibSystemd, libSystemd } from './libsystemd.ts';

/** Tells the service manager how we are: sd_notify(3). Without NOTIFY_SOCKET nothing happens. */
export interface Notify {
  /** The start is complete (Type=notify). */
  ready(): void;
  /** One line for `systemctl status`. */
  status(text: string): void;
  stopping(): void;
  /** Feeds the watchdog; only `Watchdog` calls this. */
  watchdog(): void;
}

/**
 * @param library for tests
 */
export function createNotify(
  environment: NodeJS.ProcessEnv = process.env,
  library: LibSystemd | null = libSystemd(),
): Notify {
  const send = (state: string) => {
    if (environment.NOTIFY_SOCKET) library?.notify(state);
  };
  return {
    ready: () => send('READY=1'),
    status: (text) => send(`STATUS=${text.replace(/[\r\n]+/g, ' ').slice(0, 200)}`),
    stopping: () => send('STOPPING=1'),
    watchdog: () => send('WATCHDOG=1'),
  };
}
