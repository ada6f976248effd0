import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import type { z } from 'zod';
import { TellersightError } from '../lib/errors.ts';
import { configKeys, nearest } from './keys.ts';
import type { Config } from './schema.ts';
import { configSchema } from './schema.ts';

/** Where a value came from: "default", a file name, an environment variable, or "--set". */
export type Sources = ReadonlyMap<string, string>;

export interface LoadedConfig {
  readonly config: Config;
  readonly sources: Sources;
}

export interface ConfigInput {
  /** TOML files, later ones win. Without any, the ones in /etc/tellersight that exist. */
  readonly files?: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** `key=value` pairs from the command line; they win over everything. */
  readonly set?: readonly string[];
}

type Tree = { [key: string]: unknown };

export const defaultFiles = ['/etc/tellersight/board.toml', '/etc/tellersight/tellersight.toml'];

/** Variables with our prefix that are not settings. */
const otherVariables = new Set(
  ['CONFIG', 'SHARED', 'DATA', 'CACHE', 'MODELS', 'PYTHON'].map((name) => `TELLERSIGHT_${name}`),
);

/**
 * Reads the configuration: defaults < files < environment < `--set`.
 *
 * @throws CONFIG_UNREADABLE for a missing file or broken TOML (with its line), CONFIG_INVALID for an unknown key (names
 * the nearest one) or a value out of range. All faults are told at once.
 */
export function loadConfig(input: ConfigInput = {}): LoadedConfig {
  const sources = new Map<string, string>(configKeys.map(({ key }) => [key, 'default']));
  const tree: Tree = {};
  const files = input.files?.length ? input.files : defaultFiles.filter((file) => existsSync(file));
  if (files.length === 0) {
    throw new TellersightError('CONFIG_UNREADABLE', `there is no configuration: ${defaultFiles.join(' or ')}`, {
      hint: 'Name one with --config FILE; firmware-config/boards/ has one for every board.',
    });
  }
  for (const file of files) overlay(tree, readToml(file), file, sources, []);
  applyEnvironment(tree, input.environment ?? process.env, sources);
  for (const pair of input.set ?? []) applySet(tree, pair, sources);
  const result = configSchema.safeParse(tree);
  if (!result.success) throw invalid(result.error, sources);
  return { config: result.data, sources };
}

function readToml(file: string): Tree {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new TellersightError('CONFIG_UNREADABLE', `${file} cannot be read`, { cause: error });
  }
  try {
    return parse(text) as Tree;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new TellersightError('CONFIG_UNREADABLE', `${file} is not valid TOML: ${message}`, { cause: error });
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function overlay(into: Tree, from: Tree, source: string, sources: Map<string, string>, path: string[]): void {
  for (const [name, value] of Object.entries(from)) {
    const here = [...path, name];
    if (isTree(value)) {
      const child = isTree(into[name]) ? into[name] : {};
      into[name] = child;
      overlay(child, value, source, sources, here);
    } else {
      into[name] = value;
      sources.set(here.join('.'), source);
    }
  }
}

function put(tree: Tree, key: string, value: unknown): void {
  const path = key.split('.');
  const last = path.pop()!;
  let at = tree;
  for (const name of path) {
    if (!isTree(at[name])) at[name] = {};
    at = at[name] as Tree;
  }
  at[last] = value;
}

/** Text to the type the schema wants: numbers, booleans and arrays are written as in JSON, the rest is taken as it is. */
function convert(text: string, type: string | undefined): unknown {
  if (type === 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function applyEnvironment(tree: Tree, environment: ConfigInput['environment'], sources: Map<string, string>): void {
  const known = new Map(configKeys.map((entry) => [entry.environment, entry]));
  for (const [name, value] of Object.entries(environment ?? {})) {
    if (!name.startsWith('TELLERSIGHT_') || otherVariables.has(name) || value === undefined) continue;
    const entry = known.get(name);
    if (!entry) {
      const near = nearest(name, known.keys());
      throw new TellersightError('CONFIG_INVALID', `environment variable ${name} is not a setting`, {
        hint: near ? `Did you mean ${near}?` : 'docs/configuration.md lists every variable.',
      });
    }
    put(tree, entry.key, convert(value, entry.schema.type));
    sources.set(entry.key, `environment ${name}`);
  }
}

function applySet(tree: Tree, pair: string, sources: Map<string, string>): void {
  const at = pair.indexOf('=');
  const key = pair.slice(0, at);
  const entry = at > 0 ? configKeys.find((candidate) => candidate.key === key) : undefined;
  if (!entry) throw unknownKey(key || pair, '--set');
  put(tree, key, convert(pair.slice(at + 1), entry.schema.type));
  sources.set(key, '--set');
}

function unknownKey(key: string, source: string): TellersightError {
  const near = nearest(
    key,
    configKeys.map((entry) => entry.key),
  );
  return new TellersightError('CONFIG_INVALID', `${source}: there is no setting "${key}"`, {
    hint: near ? `Did you mean ${near}?` : 'docs/configuration.md lists every setting.',
  });
}

function invalid(error: z.ZodError, sources: Sources): TellersightError {
  const lines: string[] = [];
  const hints: string[] = [];
  for (const issue of error.issues) {
    const key = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      for (const name of issue.keys) {
        const fault = unknownKey(key ? `${key}.${name}` : name, sources.get(key ? `${key}.${name}` : name) ?? 'config');
        lines.push(fault.message);
        hints.push(fault.hint);
      }
    } else {
      const source = sources.get(key);
      lines.push(`${source && source !== 'default' ? `${source}: ` : ''}${key}: ${issue.message}`);
    }
  }
  return new TellersightError('CONFIG_INVALID', lines.join('\n'), { hint: hints.join(' ') || undefined });
}
