import type { PadFigures } from '../pad/padFigures.ts';
import { type Colour, type Drawing, INK, PALE, SERIES, type Shape } from '../plot/drawing.ts';
import { share } from './words.ts';

const WIDTH = 720;
const LEFT = 180;
const RIGHT = 40;
const ROW = 34;
const TOP = 40;

/** One bar per species: the measured APCER, and a whisker over its two-sided 95 % interval. */
export function padPlot({ species }: PadFigures): Drawing {
  const height = TOP + ROW * species.length + 30;
  const highest = Math.max(0.05, ...species.map(({ apcer }) => apcer?.interval95[1] ?? 0));
  const full = Math.min(1, Math.ceil(highest * 20) / 20);
  const px = (rate: number) => LEFT + (rate / full) * (WIDTH - LEFT - RIGHT);
  const text = (x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): Shape => {
    return { kind: 'text', x, y, text: words, anchor, colour: INK };
  };
  const line = (x1: number, y1: number, x2: number, y2: number, colour: Colour): Shape => {
    const points = [
      { x: x1, y: y1 },
      { x: x2, y: y2 },
    ];
    return { kind: 'line', points, colour, width: 1 };
  };
  const shapes: Shape[] = [text(LEFT, 16, 'attacks taken for live (APCER), 95 % interval', 'start')];
  for (let i = 0; i <= 5; i++) {
    const rate = (full * i) / 5;
    shapes.push(
      line(px(rate), TOP - 6, px(rate), height - 26, PALE),
      text(px(rate), height - 10, share(rate), 'middle'),
    );
  }
  for (const [i, { species: name, apcer }] of species.entries()) {
    const y = TOP + ROW * i;
    shapes.push(text(LEFT - 8, y + 16, name.length > 24 ? `${name.slice(0, 23)}.` : name, 'end'));
    if (!apcer) {
      shapes.push(text(LEFT + 6, y + 16, 'no answer', 'start'));
      continue;
    }
    const [low, high] = apcer.interval95;
    shapes.push({ kind: 'box', x: LEFT, y: y + 4, width: px(apcer.rate) - LEFT, height: 16, colour: SERIES[1]! });
    shapes.push(line(px(low), y + 12, px(high), y + 12, INK));
    for (const end of [low, high]) shapes.push(line(px(end), y + 7, px(end), y + 17, INK));
  }
  shapes.push(line(LEFT, TOP - 6, LEFT, height - 26, INK));
  return { width: WIDTH, height, title: 'Attacks taken for live, per species', shapes };
}
