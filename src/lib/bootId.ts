import { readFileSync } from 'node:fs';

/** The kernel's random id of this boot (random(4)): another one means that the board lost power or was restarted. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
