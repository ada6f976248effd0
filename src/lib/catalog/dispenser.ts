import { defineCatalog } from './entry.ts';

export const dispenser = defineCatalog({});
