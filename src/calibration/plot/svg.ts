import type { Drawing, Shape } from './drawing.ts';
import { escapeXml } from './escapeXml.ts';

/** The drawing as an SVG document that also stands inside an HTML page. */
export function svg({ width, height, title, shapes }: Drawing): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"`;
  const label = escapeXml(title);
  const body = shapes.map(element).join('\n');
  return `${head} aria-label="${label}" font-family="sans-serif" font-size="12">\n<title>${label}</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>\n${body}\n</svg>\n`;
}

/** A hundredth of a point is finer than any screen. */
const short = (value: number) => String(Math.round(value * 100) / 100);

function element(shape: Shape): string {
  if (shape.kind === 'line') {
    const points = shape.points.map(({ x, y }) => `${short(x)},${short(y)}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="${shape.colour}" stroke-width="${shape.width}"/>`;
  }
  const at = `x="${short(shape.x)}" y="${short(shape.y)}"`;
  if (shape.kind === 'box') {
    const size = `width="${short(shape.width)}" height="${short(shape.height)}"`;
    return `<rect ${at} ${size} fill="${shape.colour}"/>`;
  }
  return `<text ${at} text-anchor="${shape.anchor}" fill="${shape.colour}">${escapeXml(shape.text)}</text>`;
}
