import { createRequire } from 'node:module';
import type { LightBinding } from '../../../../src/vision/emitter/lightBinding.ts';

interface FakeLight extends LightBinding {
  /** The next ioctls of a kind fail with this errno; 0 = they work again. */
  fail(request: 'set' | 'query', errno: number): void;
  state(): { high: boolean; open: number; written: number; bytes: Uint8Array };
}

/** The illuminator binding over a simulated GPIO chip and camera (native/test/fake_light.h); one of each per process. */
export const fakeLight = createRequire(import.meta.url)('../../../../native/build/fake_light.node') as FakeLight;
