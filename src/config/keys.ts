import { z } from 'zod';
import { configSchema } from './schema.ts';

/** One setting: its dotted key, its JSON Schema, and the environment variable that overrides it. */
export interface ConfigKey {
  readonly key: string;
  readonly environment: string;
  readonly schema: JsonSchema;
}

export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly default?: unknown;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
}

export const configJsonSchema = z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchema;

/** Every setting of the schema in the order it is written there. */
export const configKeys: readonly ConfigKey[] = [...leaves(configJsonSchema, [])];

function* leaves(schema: JsonSchema, path: string[]): Generator<ConfigKey> {
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const here = [...path, name];
    if (child.properties) yield* leaves(child, here);
    else yield { key: here.join('.'), environment: `TELLERSIGHT_${here.join('_').toUpperCase()}`, schema: child };
  }
}

/** The candidate with the smallest edit distance to `wrong`, or null when none is near enough to be meant. */
export function nearest(wrong: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(wrong.length / 2)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wrong.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
