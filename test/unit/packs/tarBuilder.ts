/** One entry as it lies in an archive; what is left out is what a well-behaved tar writes. */
export interface Entry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** Type flag: '0' file, '5' folder, '2' symbolic link ... */
  readonly type?: string;
  readonly link?: string;
  /** The size field, where it should lie. */
  readonly size?: number;
  readonly prefix?: string;
  /** Added to the checksum. */
  readonly checksumError?: number;
  readonly magic?: string;
}

/** Header and content of one entry, POSIX ustar. */
export function tarEntry(entry: Entry): Buffer {
  const content = Buffer.from(entry.content ?? '');
  const block = Buffer.alloc(512);
  block.write(entry.path, 0, 100, 'latin1');
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${(entry.size ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(entry.type ?? '0', 156, 'latin1');
  block.write(entry.link ?? '', 157, 100, 'latin1');
  block.write(entry.magic ?? 'ustar\u000000', 257, 'latin1');
  block.write(entry.prefix ?? '', 345, 155, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0) + (entry.checksumError ?? 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([block, content, padding]);
}

/** A whole archive: entries and the two blocks of zeros. */
export function tar(...entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(1024)]);
}
