import { checked, type LightBinding, lightBinding } from './lightBinding.ts';
import type { LightDriver } from './lightDriver.ts';

export interface GpioOptions {
  /** /dev/gpiochipN, better a link that udev made. */
  readonly chip: string;
  /** Offset of the line on its chip. */
  readonly line: number;
  readonly activeLow: boolean;
  /** For tests: the addon's part. */
  readonly binding?: LightBinding;
}

/**
 * A light on a GPIO line. The kernel frees the line when it is closed or this process dies; what level it then has is the
 * chip's affair ("may revert to its default state", kernel: gpio-v2-get-line-ioctl), so a rig pulls it to off.
 */
export class GpioLight implements LightDriver {
  readonly kind = 'gpio';
  readonly device: string;
  readonly #options: GpioOptions;
  #line: InstanceType<LightBinding['GpioLine']> | null = null;

  constructor(options: GpioOptions) {
    this.#options = options;
    this.device = `${options.chip} line ${options.line}`;
  }

  /** Takes the line as an output that is off: of all drivers the only one that changes something here, and only to off. */
  async open(): Promise<void> {
    const { chip, line, activeLow, binding = lightBinding() } = this.#options;
    this.#line = new binding.GpioLine(chip, line, activeLow);
    await checked(this.#line.open());
  }

  async setting(): Promise<null> {
    return null;
  }

  async restore(): Promise<void> {}

  async write(lit: boolean): Promise<number> {
    return checked(this.#line!.set(lit));
  }

  async close(): Promise<void> {
    await this.#line?.close();
  }
}
