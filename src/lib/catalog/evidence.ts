import { defineCatalog } from './entry.ts';

export const evidence = defineCatalog({});
