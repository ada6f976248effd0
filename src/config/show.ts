import { configKeys } from './keys.ts';
import type { LoadedConfig } from './load.ts';

export interface ShownSetting {
  readonly key: string;
  readonly value: unknown;
  readonly source: string;
}

/** Every setting with its value and where it came from. Key files are shown by name; their content is never read here. */
export function showConfig({ config, sources }: LoadedConfig): ShownSetting[] {
  return configKeys.map(({ key }) => {
    const value = key
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], config);
    return { key, value: value ?? null, source: sources.get(key) ?? 'default' };
  });
}
