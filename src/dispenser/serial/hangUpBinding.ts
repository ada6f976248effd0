import { read } from 'node:fs';
import { promisify } from 'node:util';
import { SerialPort } from 'serialport';

const readFd = promisify(read);

/** What is used of the Linux binding's open port beyond its published type. */
interface LinuxPort {
  readonly fd: number | null;
  readonly isOpen: boolean;
  readonly poller: { once(event: 'readable', callback: (error: Error | null) => void): unknown };
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>;
}

/**
 * The serial binding with its reads done here, for two reasons. One is below at `readable`. The other: a read of 0 bytes is a hang-up. A terminal whose other side is gone (a
 * pulled USB adapter, a closed pseudo-terminal) reads 0 for ever; @serialport/bindings-cpp 13 then reads again without
 * end and never tells that the port is gone, while with VMIN = 1 a 0 can mean nothing else (termios(3)).
 */
export const hangUpBinding = {
  list: () => SerialPort.binding.list(),
  async open(options: unknown) {
    const port = await SerialPort.binding.open(options as never);
    const linux = port as unknown as LinuxPort;
    linux.read = (buffer, offset, length) => readOrHangUp(linux, buffer, offset, length);
    return port;
  },
};

async function readOrHangUp(port: LinuxPort, buffer: Buffer, offset: number, length: number) {
  for (;;) {
    if (!port.isOpen || port.fd === null) throw canceled();
    try {
      const { bytesRead } = await readFd(port.fd, buffer, offset, length, null);
      if (bytesRead > 0) return { buffer, bytesRead };
      throw new Error('the line hung up');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (!port.isOpen) throw canceled();
      if (code !== 'EAGAIN' && code !== 'EWOULDBLOCK' && code !== 'EINTR') throw error;
    }
    await readable(port);
  }
}

/**
 * The poller calls from native code without draining promises afterwards: continued directly, the read would wait for
 * whatever timer fires next, and an ACK would be seen only when its deadline is over. An immediate runs at once.
 */
function readable(port: LinuxPort): Promise<void> {
  return new Promise((resolve, reject) => {
    port.poller.once('readable', (error) => setImmediate(() => (error ? reject(error) : resolve())));
  });
}

/** The stream above takes every error of a read for a disconnected port, except one that is marked like this. */
function canceled(): Error {
  return Object.assign(new Error('the port was closed'), { canceled: true });
}
