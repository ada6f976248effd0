import { type Colour, type Drawing, INK, PALE, type Point, SERIES, type Shape } from './drawing.ts';

export interface Axis {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly scale: 'linear' | 'log';
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

export interface Series {
  readonly name: string;
  /** In the units of the axes; points outside them are moved to the edge. */
  readonly points: readonly Point[];
  readonly colour?: Colour;
}

export interface Marker {
  readonly at: number;
  readonly label: string;
}

const WIDTH = 720;
const HEIGHT = 440;
const LEFT = 70;
const RIGHT = 170;
const TOP = 20;
const BOTTOM = 50;

/** Lines over two axes, with a legend to the right and marks on the x axis. */
export function chart(
  title: string,
  x: Axis,
  y: Axis,
  series: readonly Series[],
  markers: readonly Marker[] = [],
): Drawing {
  const px = place(x, LEFT, WIDTH - RIGHT);
  const py = place(y, HEIGHT - BOTTOM, TOP);
  const line = (points: Point[], colour: Colour, width: number): Shape => ({ kind: 'line', points, colour, width });
  const text = (at: Point, words: string, anchor: 'start' | 'middle' | 'end'): Shape => {
    return { kind: 'text', ...at, text: words, anchor, colour: INK };
  };
  const shapes: Shape[] = [];
  for (const { at, label } of x.ticks) {
    shapes.push(
      line(
        [
          { x: px(at), y: TOP },
          { x: px(at), y: HEIGHT - BOTTOM },
        ],
        PALE,
        1,
      ),
    );
    shapes.push(text({ x: px(at), y: HEIGHT - BOTTOM + 16 }, label, 'middle'));
  }
  for (const { at, label } of y.ticks) {
    shapes.push(
      line(
        [
          { x: LEFT, y: py(at) },
          { x: WIDTH - RIGHT, y: py(at) },
        ],
        PALE,
        1,
      ),
    );
    shapes.push(text({ x: LEFT - 6, y: py(at) + 4 }, label, 'end'));
  }
  const corner = { x: LEFT, y: HEIGHT - BOTTOM };
  shapes.push(line([{ x: LEFT, y: TOP }, corner, { x: WIDTH - RIGHT, y: HEIGHT - BOTTOM }], INK, 1));
  shapes.push(text({ x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 12 }, x.label, 'middle'));
  shapes.push(text({ x: LEFT + 6, y: TOP - 6 }, y.label, 'start'));
  for (const [i, { at, label }] of markers.entries()) {
    shapes.push(
      line(
        [
          { x: px(at), y: TOP + 14 * (i + 1) },
          { x: px(at), y: HEIGHT - BOTTOM },
        ],
        INK,
        1,
      ),
    );
    shapes.push(text({ x: px(at) - 4, y: TOP + 14 * (i + 1) + 4 }, label, 'end'));
  }
  for (const [i, { name, points, colour = SERIES[i % SERIES.length]! }] of series.entries()) {
    shapes.push(line(visible(points.map((point) => ({ x: px(point.x), y: py(point.y) }))), colour, 1.5));
    const top = TOP + 10 + 18 * i;
    shapes.push({ kind: 'box', x: WIDTH - RIGHT + 14, y: top - 7, width: 12, height: 4, colour });
    shapes.push(text({ x: WIDTH - RIGHT + 32, y: top }, name.length > 18 ? `${name.slice(0, 17)}.` : name, 'start'));
  }
  return { width: WIDTH, height: HEIGHT, title, shapes };
}

/** Points that a reader can tell from the one before: a curve of twenty thousand steps is drawn with some hundred. */
function visible(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const [i, point] of points.entries()) {
    const last = kept.at(-1);
    const far = !last || Math.abs(point.x - last.x) + Math.abs(point.y - last.y) >= 0.5;
    if (far || i === points.length - 1) kept.push(point);
  }
  return kept;
}

/** Value to point; `from` and `to` are where the axis begins and ends. */
function place({ low, high, scale }: Axis, from: number, to: number): (value: number) => number {
  const along = scale === 'log' ? Math.log : (value: number) => value;
  const [a, b] = [along(low), along(high)];
  return (value) => from + ((along(Math.min(high, Math.max(low, value))) - a) / (b - a)) * (to - from);
}

/** One tick per power of ten, both ends included. */
export function decades(low: number, high: number): Axis['ticks'] {
  const exponents = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return exponents.map((exponent) => ({ at: 10 ** exponent, label: exponent === 0 ? '1' : `1e${exponent}` }));
}

/** Ticks every `step` from `low` to `high`. */
export function evenly(low: number, high: number, step: number, digits = 1): Axis['ticks'] {
  const count = Math.round((high - low) / step);
  return Array.from({ length: count + 1 }, (_, i) => ({ at: low + i * step, label: (low + i * step).toFixed(digits) }));
}
