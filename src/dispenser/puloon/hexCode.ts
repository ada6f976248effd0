/** "35": how device codes are written in records. */
export function hexCode(code: number): string {
  return code.toString(16).toUpperCase().padStart(2, '0');
}
