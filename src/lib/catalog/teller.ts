import { defineCatalog } from './entry.ts';

export const teller = defineCatalog({});
