import { defineCatalog } from './entry.ts';

export const vision = defineCatalog({});
