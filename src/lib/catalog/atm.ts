import { defineCatalog } from './entry.ts';

export const atm = defineCatalog({});
