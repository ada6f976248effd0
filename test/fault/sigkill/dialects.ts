import { type Config, configSchema } from '../../../src/config/schema.ts';

/** Boards the harness kills: a driver of the product and the simulator of the same name. */
export const boards: Readonly<Record<string, Partial<Config['dispenser']>>> = {
  'puloon-lcdm2000': { cassettes: [{ value_minor: 10_000 }, { value_minor: 5000 }] },
  'puloon-lcdm4000': {
    response_timeout_ms: 3000,
    cassettes: [{ value_minor: 10_000 }, { value_minor: 5000 }],
  },
  'itl-ssp': { allow_default_key: true, cassettes: [{ value_minor: 10_000 }, { value_minor: 5000 }] },
  'fujitsu-f53': {
    parity: 'even',
    cassettes: [
      { value_minor: 10_000, length_max: 0xa6, length_min: 0x92, thickness: 0x0d },
      { value_minor: 5000, length_max: 0xa6, length_min: 0x92, thickness: 0x0d },
    ],
  },
};

/** Limits on payouts are off: the harness asks for thousands. Few notes per command, so that there are many commands. */
export function boardConfig(dialect: string, port: string): Config['dispenser'] {
  const common = { driver: dialect, port, max_payouts_per_hour: 0, max_notes_per_command: 3 };
  return configSchema.shape.dispenser.parse({ ...common, ...boards[dialect] });
}
