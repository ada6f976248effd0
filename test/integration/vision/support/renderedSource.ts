import { setTimeout as pause } from 'node:timers/promises';
import { TellersightError } from '../../../../src/lib/errors.ts';
import { Scene } from '../../../../src/simulator/scene/scene.ts';
import { sceneSpec } from '../../../../src/simulator/scene/spec.ts';
import type { Emitter, Frame, FramePair, FrameSource } from '../../../../src/vision/capture/frameSource.ts';
import { noEmitter } from '../../../../src/vision/emitter/noEmitter.ts';
import type { CameraIdentity } from '../../../../src/vision/observation.ts';

const WIDTH = 640;
const HEIGHT = 480;

/** Two rendered pictures of a still scene, exposed when they are asked for; the light follows from the next exposure. */
export class RenderedSource implements FrameSource {
  readonly kind = 'scene';
  readonly cameras: CameraIdentity[] = (['rgb', 'ir'] as const).map((channel) => ({
    channel,
    driver: 'test',
    card: 'still scene',
    busInfo: 'test',
    vendorId: null,
    productId: null,
    serial: null,
    width: WIDTH,
    height: HEIGHT,
    format: channel === 'rgb' ? 'YUYV' : 'GREY',
  }));
  readonly counters = { rgb: 0, ir: 0, pairs: 0, lost: 0 };
  readonly commands: boolean[] = [];
  readonly emitter: Emitter;
  /** Pairs handed out and not released yet. */
  leased = 0;
  /** Set to make the next pair fail as an unplugged camera does. */
  unplugged = false;
  /** Set to leave the light off whatever is commanded. */
  broken = false;
  #lit = false;
  readonly #pictures: { rgb: Buffer; lit: Buffer; dark: Buffer };

  /** @param emitter a light that is not the scene's own */
  constructor(spec: object, emitter?: Emitter) {
    this.#pictures = picturesOf(spec);
    const set = (lit: boolean) => {
      this.commands.push(lit);
      this.#lit = lit && !this.broken;
    };
    this.emitter = emitter ?? { ...noEmitter('switched'), coded: true, set, stop: async () => set(false) };
  }

  async start(): Promise<void> {}

  async next(): Promise<FramePair> {
    await pause(3);
    if (this.unplugged) throw new TellersightError('CAPTURE_CAMERA_LOST', 'the test pulled the cable');
    const timestampUs = Number(process.hrtime.bigint() / 1000n);
    this.counters.rgb++;
    this.counters.ir++;
    const sequence = this.counters.pairs++;
    const frame = (channel: 'rgb' | 'ir', data: Buffer, illuminated: boolean | null): Frame => {
      this.leased++;
      let out = true;
      const stride = channel === 'rgb' ? WIDTH * 2 : WIDTH;
      return {
        channel,
        picture: { format: channel === 'rgb' ? 'YUYV' : 'GREY', width: WIDTH, height: HEIGHT, stride, data },
        timestampUs,
        sequence,
        illuminated,
        release: () => {
          if (out) this.leased--;
          out = false;
        },
      };
    };
    const { rgb, lit, dark } = this.#pictures;
    const exposed = this.exposed(timestampUs);
    const ir = frame('ir', exposed.lit ? lit : dark, exposed.illuminated);
    return { rgb: frame('rgb', rgb, null), ir, skewUs: 0 };
  }

  /** What light is in the picture, and what is known about it. */
  protected exposed(_timestampUs: number): { lit: boolean; illuminated: boolean | null } {
    return { lit: this.#lit, illuminated: this.#lit };
  }

  async stop(): Promise<void> {}
}

const cache = new Map<string, { rgb: Buffer; lit: Buffer; dark: Buffer }>();

function picturesOf(spec: object): { rgb: Buffer; lit: Buffer; dark: Buffer } {
  const key = JSON.stringify(spec);
  let pictures = cache.get(key);
  if (!pictures) {
    const still = { yaw: [0, 0], pitch: [0, 0], roll: [0, 0], ...spec };
    const scene = new Scene(sceneSpec.parse(still));
    pictures = { rgb: scene.rgb(0), lit: scene.ir(0, true), dark: scene.ir(0, false) };
    cache.set(key, pictures);
  }
  return pictures;
}
