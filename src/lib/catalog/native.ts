import { defineCatalog } from './entry.ts';

export const native = defineCatalog({});
