import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../../docs/margins.md', import.meta.url));

/**
 * The page with the block of that name replaced; what stands outside its two marks stays as it is.
 *
 * @throws RangeError when the page has no such block
 */
export function withBlock(page: string, name: string, block: string): string {
  const begin = `<!-- margins ${name} -->\n`;
  const end = '<!-- end -->';
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new RangeError(`the page has no block "${name}"`);
  return `${page.slice(0, from + begin.length)}\n${block.trim()}\n\n${page.slice(to)}`;
}

/** Throws RangeError when docs/margins.md has no such block: asked before minutes of measuring. */
export function requireBlock(name: string): void {
  withBlock(readFileSync(PAGE, 'utf8'), name, '');
}

/** Puts a run's tables into docs/margins.md. */
export function writeBlock(name: string, block: string): void {
  writeFileSync(PAGE, withBlock(readFileSync(PAGE, 'utf8'), name, block));
}
