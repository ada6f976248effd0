import type { Colour, Drawing, Point, Shape } from './drawing.ts';
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyph } from './glyphs.ts';
import { pngFile } from './pngFile.ts';

/** Pixels per point, and shades that a line's edge is drawn in: the picture is drawn larger and averaged. */
const SCALE = 2;
const FINE = 3;

/** The drawing as a PNG of twice its size in points. */
export function png(drawing: Drawing): Buffer {
  const canvas = new Canvas(drawing.width * SCALE * FINE, drawing.height * SCALE * FINE);
  for (const shape of drawing.shapes) draw(canvas, shape, SCALE * FINE);
  const width = drawing.width * SCALE;
  const height = drawing.height * SCALE;
  return pngFile(width, height, shrink(canvas, width, height));
}

class Canvas {
  readonly width: number;
  readonly rgb: Uint8Array;
  readonly #height: number;

  constructor(width: number, height: number) {
    this.width = width;
    this.#height = height;
    this.rgb = new Uint8Array(width * height * 3).fill(255);
  }

  box(x: number, y: number, width: number, height: number, [r, g, b]: Rgb): void {
    const right = Math.min(this.width, Math.round(x + width));
    const bottom = Math.min(this.#height, Math.round(y + height));
    for (let row = Math.max(0, Math.round(y)); row < bottom; row++) {
      for (let column = Math.max(0, Math.round(x)); column < right; column++) {
        const at = 3 * (row * this.width + column);
        this.rgb[at] = r;
        this.rgb[at + 1] = g;
        this.rgb[at + 2] = b;
      }
    }
  }
}

type Rgb = readonly [number, number, number];

function channels(colour: Colour): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function draw(canvas: Canvas, shape: Shape, scale: number): void {
  const colour = channels(shape.colour);
  if (shape.kind === 'box') {
    canvas.box(shape.x * scale, shape.y * scale, shape.width * scale, shape.height * scale, colour);
  } else if (shape.kind === 'line') {
    for (let i = 1; i < shape.points.length; i++) {
      segment(canvas, shape.points[i - 1]!, shape.points[i]!, shape.width * scale, scale, colour);
    }
  } else text(canvas, shape, scale, colour);
}

/** A square pen moved along the line in steps of one fine pixel. */
function segment(canvas: Canvas, from: Point, to: Point, pen: number, scale: number, colour: Rgb): void {
  const [dx, dy] = [(to.x - from.x) * scale, (to.y - from.y) * scale];
  const steps = Math.max(1, Math.ceil(Math.hypot(dx, dy)));
  for (let i = 0; i <= steps; i++) {
    const x = from.x * scale + (dx * i) / steps;
    const y = from.y * scale + (dy * i) / steps;
    canvas.box(x - pen / 2, y - pen / 2, pen, pen, colour);
  }
}

/** A sign is 7 points high, as wide as those of the SVG are on average. */
function text(canvas: Canvas, shape: Extract<Shape, { kind: 'text' }>, scale: number, colour: Rgb): void {
  const dot = 1.15 * scale;
  const advance = GLYPH_WIDTH + 1;
  const length = (Array.from(shape.text).length * advance - 1) * dot;
  const shift = shape.anchor === 'start' ? 0 : shape.anchor === 'middle' ? length / 2 : length;
  for (const [i, sign] of Array.from(shape.text).entries()) {
    for (const [row, bits] of glyph(sign).entries()) {
      for (let column = 0; column < GLYPH_WIDTH; column++) {
        if (((bits >> (GLYPH_WIDTH - 1 - column)) & 1) === 0) continue;
        const x = shape.x * scale - shift + (i * advance + column) * dot;
        canvas.box(x, shape.y * scale + (row - GLYPH_HEIGHT) * dot, dot, dot, colour);
      }
    }
  }
}

/** Averages squares of FINE x FINE. */
function shrink(canvas: Canvas, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < 3 * width; x++) {
      const column = Math.floor(x / 3) * FINE;
      let sum = 0;
      for (let i = 0; i < FINE * FINE; i++) {
        const at = (y * FINE + Math.floor(i / FINE)) * canvas.width + column + (i % FINE);
        sum += canvas.rgb[3 * at + (x % 3)]!;
      }
      out[y * 3 * width + x] = sum / (FINE * FINE);
    }
  }
  return out;
}
