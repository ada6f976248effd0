import { defineCatalog } from './entry.ts';

export const policy = defineCatalog({});
