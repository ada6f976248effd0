import { createRequire } from 'node:module';

/** The part of libsystemd that Tellersight uses, called through FFI. */
export interface LibSystemd {
  /** sd_notify(3): < 0 on failure, 0 without NOTIFY_SOCKET, > 0 when sent. */
  notify(state: string): number;
  /** sd_journal_sendv(3) with `KEY=value` fields as bytes: 0 or a negative errno. */
  journalSend(fields: readonly Uint8Array[]): number;
}

let loaded: LibSystemd | null | undefined;

/** The library, or null where there is none (another init, a bench, a Mac): then everything goes on without it. */
export function libSystemd(): LibSystemd | null {
  if (loaded === undefined) {
    try {
      loaded = load('libsystemd.so.0');
    } catch {
      loaded = null;
    }
  }
  return loaded;
}

/** @throws when the library or one of its functions is not there. */
export function load(path: string): LibSystemd {
  // Required only here: on a system without koffi's binary for its architecture the daemon still runs.
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  const library = koffi.load(path);
  // struct iovec of sys/uio.h: the binary-safe form; sd_journal_send() itself is printf-like and must not get our texts.
  const iovec = koffi.struct({ base: 'const uint8_t *', length: 'size_t' });
  const notify = library.func('sd_notify', 'int', ['int', 'const char *']);
  const sendv = library.func('sd_journal_sendv', 'int', [koffi.pointer(iovec), 'int']);
  return {
    notify: (state) => notify(0, state) as number,
    journalSend: (fields) =>
      sendv(
        fields.map((field) => ({ base: field, length: field.length })),
        fields.length,
      ) as number,
  };
}
