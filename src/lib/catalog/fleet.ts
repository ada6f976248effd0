import { defineCatalog } from './entry.ts';

export const fleet = defineCatalog({});
