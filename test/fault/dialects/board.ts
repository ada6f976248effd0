import { type Config, configSchema } from '../../../src/config/schema.ts';

/** The part of a board's profile that concerns the dispenser; `cassette` is what each cassette needs beside its value. */
export function board(
  driver: Config['dispenser']['driver'],
  cassettes: number,
  more: Readonly<Record<string, unknown>> = {},
  cassette: Readonly<Record<string, number>> = {},
): Config['dispenser'] {
  const values = [10_000, 5000, 2000, 1000].slice(0, cassettes);
  const entries = values.map((value_minor) => ({ value_minor, ...cassette }));
  return configSchema.shape.dispenser.parse({ driver, cassettes: entries, ...more });
}
