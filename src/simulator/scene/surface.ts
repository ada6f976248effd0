/** Picture under construction: gamma-coded planes (three for RGB, one for IR), depth and what each pixel shows. */
export class Surface {
  readonly width: number;
  readonly height: number;
  readonly planes: Uint8Array[];
  /** 1 / distance, so that an empty pixel is 0 */
  readonly near: Float32Array;
  readonly tags: Uint8Array;

  constructor(width: number, height: number, channels: 1 | 3) {
    this.width = width;
    this.height = height;
    this.planes = Array.from({ length: channels }, () => new Uint8Array(width * height));
    this.near = new Float32Array(width * height);
    this.tags = new Uint8Array(width * height);
  }

  /** Starts a frame from ready-made background planes. */
  begin(background: readonly Uint8Array[]): void {
    for (const [k, plane] of this.planes.entries()) plane.set(background[k]!);
    this.near.fill(0);
    this.tags.fill(0);
  }
}

/** Linear 0..4095 (4080 = white paper in full light) to 8-bit code. */
export const CODE: Uint8Array = Uint8Array.from({ length: 4096 }, (_, i) => Math.round(255 * (i / 4095) ** (1 / 2.2)));

/** The IR camera is nearly linear: a difference of two frames must mean something. */
export const CODE_IR: Uint8Array = Uint8Array.from({ length: 4096 }, (_, i) =>
  Math.round(255 * (i / 4095) ** (1 / 1.05)),
);

/** 8-bit code to linear 0..1. */
export const LINEAR: Float32Array = Float32Array.from({ length: 256 }, (_, i) => (i / 255) ** 2.2);
