/** Command line of a program of guest/ on the board, run by the product's own Node. */
export function guestProgram(name: string): string {
  return `/usr/lib/tellersight/bin/node /usr/lib/tellersight/test/board/guest/${name}.ts`;
}
