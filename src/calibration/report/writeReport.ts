import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { replaceFile, syncFolder } from '../../evidence/durable.ts';
import { TellersightError } from '../../lib/errors.ts';

/** Content by file name. */
export type ReportFiles = Readonly<Record<string, string | Uint8Array>>;

/** Told before the work begins, and again by writeReport. @throws REPORT_UNWRITABLE */
export function requireNew(folder: string): void {
  if (existsSync(folder)) throw new TellersightError('REPORT_UNWRITABLE', `${folder} is there already`);
}

/**
 * Writes a report as a new folder: whole or not at all, also when the power goes. The files lie in a folder of another
 * name until the last one is on the disk.
 *
 * @throws REPORT_UNWRITABLE
 */
export async function writeReport(folder: string, files: ReportFiles): Promise<void> {
  const path = resolve(folder);
  const partial = `${path}.partial-${process.pid}`;
  requireNew(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(partial);
    for (const [name, content] of Object.entries(files)) await replaceFile(join(partial, name), content, 0o644);
    await rename(partial, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    throw new TellersightError('REPORT_UNWRITABLE', `${folder} cannot be written`, { cause });
  }
}
