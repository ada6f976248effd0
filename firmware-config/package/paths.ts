import { dirname, join } from 'node:path';

/** The repository. */
export const root = dirname(dirname(import.meta.dirname));
/** What is kept from one run to the next, ignored by git. */
export const cache = join(root, 'node_modules/.tellersight/package');
/** Files of the package that are written by hand. */
export const debian = join(import.meta.dirname, 'debian');
