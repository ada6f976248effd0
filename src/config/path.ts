import { z } from 'zod';

/** A path of the board's file system, as any setting takes one. */
export const path = z.string().min(1).max(4096);
