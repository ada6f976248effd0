import { TellersightError } from '../../lib/errors.ts';
import { checked, type LightBinding, lightBinding } from './lightBinding.ts';
import type { LightDriver, LightSetting } from './lightDriver.ts';

export interface UvcLightOptions {
  /** Node of the camera whose extension unit has the light. */
  readonly camera: string;
  readonly unit: number;
  readonly selector: number;
  /** As many bytes as the control is long. */
  readonly on: Uint8Array;
  readonly off: Uint8Array;
  /** For tests: the addon's part. */
  readonly binding?: LightBinding;
}

/**
 * A light that a camera switches by a control of its extension unit. Only three byte strings are ever sent: those of the
 * board profile for on and off, and the one the camera had before. Unknown bytes have ruined cameras: nothing here tries.
 */
export class UvcLight implements LightDriver {
  readonly kind = 'uvc-xu';
  readonly device: string;
  readonly #options: UvcLightOptions;
  #control: InstanceType<LightBinding['XuControl']> | null = null;

  constructor(options: UvcLightOptions) {
    this.#options = options;
    this.device = `${options.camera} unit ${options.unit} selector ${options.selector}`;
  }

  /** Rejects with LIGHT_MISMATCH when the camera's control has another length or cannot be read back. */
  async open(): Promise<void> {
    const { camera, unit, selector, on, binding = lightBinding() } = this.#options;
    this.#control = new binding.XuControl(camera, unit, selector, on.length);
    await checked(this.#control.open());
  }

  async setting(): Promise<LightSetting> {
    return { bytes: Buffer.from(await checked(this.#control!.get())).toString('hex') };
  }

  async restore({ bytes = '' }: LightSetting): Promise<void> {
    const before = Buffer.from(bytes, 'hex');
    if (before.length !== this.#options.on.length) {
      throw new TellersightError('LIGHT_JOURNAL', `the note of ${this.device} has ${before.length} bytes`);
    }
    await checked(this.#control!.set(before));
  }

  async write(lit: boolean): Promise<number> {
    const { on, off } = this.#options;
    return checked(this.#control!.set(lit ? on : off));
  }

  async close(): Promise<void> {
    await this.#control?.close();
  }
}
