import type { Emitter } from '../../../../src/vision/capture/frameSource.ts';
import { RenderedSource } from './renderedSource.ts';

const EXPOSURE_US = 2000;

/**
 * A still scene under a light of our own: the IR picture is exposed with what the lamp does, and says what our switching
 * times say of that moment.
 */
export class SwitchedSource extends RenderedSource {
  readonly #lamp: () => boolean;

  constructor(spec: object, emitter: Emitter, lamp: () => boolean) {
    super(spec, emitter);
    this.#lamp = lamp;
  }

  override async start(): Promise<void> {
    await this.emitter.start();
  }

  protected override exposed(timestampUs: number): { lit: boolean; illuminated: boolean | null } {
    return { lit: this.#lamp(), illuminated: this.emitter.stateAt(timestampUs - EXPOSURE_US, timestampUs) };
  }

  override async stop(): Promise<void> {
    await this.emitter.stop();
  }
}
