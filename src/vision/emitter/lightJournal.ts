import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile, syncFolder } from '../../evidence/durable.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { LightSetting } from './lightDriver.ts';

const noteSchema = z.strictObject({
  schema: z.literal('light@1'),
  device: z.string(),
  setting: z.record(z.string().max(32), z.string().max(4096)),
});

/**
 * What a device was set to before we changed it, on disk before we change it: so that a crash can be undone at the next
 * start. One note per device: a light that was replaced does not get its predecessor's setting.
 */
export class LightJournal {
  readonly #folder: string;
  readonly #device: string;

  constructor(folder: string, device: string) {
    this.#folder = folder;
    this.#device = device;
  }

  get path(): string {
    const name = createHash('sha256').update(this.#device).digest('hex').slice(0, 16);
    return join(this.#folder, `light-${name}.json`);
  }

  /** The note a crash left behind, or null. @throws LIGHT_JOURNAL when it cannot be understood */
  async read(): Promise<LightSetting | null> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw this.#fault('cannot be read', cause);
    }
    try {
      const note = noteSchema.parse(JSON.parse(text));
      if (note.device !== this.#device) throw new Error(`it is about ${note.device}`);
      return note.setting;
    } catch (cause) {
      throw this.#fault('is damaged', cause);
    }
  }

  /** Returns when the note is on disk. @throws LIGHT_JOURNAL */
  async write(setting: LightSetting): Promise<void> {
    const note: z.infer<typeof noteSchema> = { schema: 'light@1', device: this.#device, setting };
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await replaceFile(this.path, `${JSON.stringify(note)}\n`);
    } catch (cause) {
      throw this.#fault('cannot be written', cause);
    }
  }

  /** The setting was given back. @throws LIGHT_JOURNAL */
  async clear(): Promise<void> {
    try {
      await rm(this.path, { force: true });
      await syncFolder(this.#folder);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw this.#fault('cannot be removed', cause);
    }
  }

  #fault(what: string, cause: unknown): TellersightError {
    return new TellersightError('LIGHT_JOURNAL', `the note of ${this.#device} at ${this.path} ${what}`, { cause });
  }
}
