import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import koffi from 'koffi';

/**
 * A pseudo-terminal pair. The slave stays open here as well, so that the master does not read EIO whenever the daemon
 * closes its side; closing both is a pulled cable (the daemon gets a hang-up).
 */
export class Pty {
  readonly slavePath: string;
  readonly #master: number;
  readonly #slave: number;
  readonly #reader: ReadStream;
  #open = true;

  constructor(onBytes: (bytes: Uint8Array) => void) {
    const libc = loadLibc();
    this.#master = check(libc.posix_openpt(constants.O_RDWR | constants.O_NOCTTY), 'posix_openpt');
    check(libc.grantpt(this.#master), 'grantpt');
    check(libc.unlockpt(this.#master), 'unlockpt');
    const name = Buffer.alloc(128);
    check(libc.ptsname_r(this.#master, name, name.length) === 0 ? 0 : -1, 'ptsname_r');
    this.slavePath = name.toString('utf8', 0, name.indexOf(0));
    this.#slave = openSync(this.slavePath, constants.O_RDWR | constants.O_NOCTTY);
    // Raw: no echo, no line editing, no translation of 0D, 03, 11, 13 or FF; the frames are binary.
    const termios = Buffer.alloc(256);
    check(libc.tcgetattr(this.#slave, termios), 'tcgetattr');
    libc.cfmakeraw(termios);
    check(libc.tcsetattr(this.#slave, 0, termios), 'tcsetattr');
    this.#reader = new ReadStream(this.#master);
    this.#reader.on('data', (bytes: Buffer) => onBytes(bytes));
    this.#reader.on('error', () => this.close());
  }

  write(bytes: Uint8Array): void {
    if (this.#open) writeSync(this.#master, bytes);
  }

  /** Hangs up. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#reader.destroy();
    closeSync(this.#slave);
  }
}

function check(result: number, call: string): number {
  if (result < 0) throw new Error(`${call} failed with errno ${koffi.errno()}`);
  return result;
}

function loadLibc() {
  const libc = koffi.load('libc.so.6');
  return {
    posix_openpt: libc.func('int posix_openpt(int flags)') as (flags: number) => number,
    grantpt: libc.func('int grantpt(int fd)') as (fd: number) => number,
    unlockpt: libc.func('int unlockpt(int fd)') as (fd: number) => number,
    ptsname_r: libc.func('int ptsname_r(int fd, _Out_ uint8_t *name, size_t size)') as (
      fd: number,
      name: Buffer,
      size: number,
    ) => number,
    tcgetattr: libc.func('int tcgetattr(int fd, _Out_ uint8_t *termios)') as (fd: number, termios: Buffer) => number,
    cfmakeraw: libc.func('void cfmakeraw(_Inout_ uint8_t *termios)') as (termios: Buffer) => void,
    tcsetattr: libc.func('int tcsetattr(int fd, int when, _Inout_ uint8_t *termios)') as (
      fd: number,
      when: number,
      termios: Buffer,
    ) => number,
  };
}
