import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { LightDriver, LightSetting } from './lightDriver.ts';
import { lightError } from './lightError.ts';

export interface LedOptions {
  /** Name under /sys/class/leds. */
  readonly name: string;
  /** Brightness when lit; the largest it has unless given. */
  readonly brightness: number | undefined;
  readonly clock: Clock;
  /** For tests: where the LED class is. */
  readonly root?: string;
}

/** An LED of the kernel's LED class (Documentation/leds/leds-class.rst): a number in a file, and no trigger of the kernel. */
export class LedLight implements LightDriver {
  readonly kind = 'led';
  readonly device: string;
  readonly #options: LedOptions;
  #bright = 0;
  #hasTrigger = false;
  #taken = false;

  constructor(options: LedOptions) {
    this.#options = options;
    this.device = join(options.root ?? '/sys/class/leds', options.name);
  }

  async open(): Promise<void> {
    const largest = Number(await this.#read('max_brightness'));
    this.#bright = this.#options.brightness ?? largest;
    if (!(this.#bright >= 1 && this.#bright <= largest)) {
      const text = `${this.device} has brightness 0 to ${largest}, not ${this.#bright}`;
      throw new TellersightError('LIGHT_MISMATCH', text);
    }
    this.#hasTrigger = await this.#read('trigger').then(
      () => true,
      // A kernel without LED triggers has no such file.
      () => false,
    );
  }

  async setting(): Promise<LightSetting> {
    const brightness = await this.#read('brightness');
    if (!this.#hasTrigger) return { brightness };
    // All triggers in a row, the one in use in brackets.
    const trigger = /\[([^\]]+)\]/.exec(await this.#read('trigger'))?.[1] ?? 'none';
    return { brightness, trigger };
  }

  /** Brightness first: writing it may take a trigger away, and a trigger sets its own. */
  async restore({ brightness, trigger }: LightSetting): Promise<void> {
    if (brightness !== undefined) await this.#write('brightness', brightness);
    if (trigger !== undefined) await this.#write('trigger', trigger);
    this.#taken = false;
  }

  async write(lit: boolean): Promise<number> {
    if (this.#hasTrigger && !this.#taken) await this.#write('trigger', 'none');
    this.#taken = true;
    await this.#write('brightness', String(lit ? this.#bright : 0));
    return this.#options.clock.monotonicMs() * 1000;
  }

  async close(): Promise<void> {}

  async #read(file: string): Promise<string> {
    try {
      return (await readFile(join(this.device, file), 'utf8')).trim();
    } catch (cause) {
      throw lightError(cause, `${join(this.device, file)} cannot be read`);
    }
  }

  async #write(file: string, text: string): Promise<void> {
    try {
      await writeFile(join(this.device, file), `${text}\n`);
    } catch (cause) {
      throw lightError(cause, `${join(this.device, file)} cannot be written`);
    }
  }
}
