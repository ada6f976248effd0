import { defineCatalog } from './entry.ts';

export const capture = defineCatalog({});
