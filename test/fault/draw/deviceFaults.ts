import { z } from 'zod';
import type { Fault } from '../../../src/simulator/dispenser/faults.ts';
import type { Dice } from './dice.ts';

/** Draws one valid value. */
type Drawer = (dice: Dice) => unknown;

/** What of JSON Schema the fault schemas of the simulator use. */
interface Property {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly anyOf?: readonly Property[];
  readonly oneOf?: readonly Property[];
  readonly items?: Property;
  readonly prefixItems?: readonly Property[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Property>>;
}

/**
 * Makes a drawer of valid random faults from a dialect's own schema, once: a fault that a colleague adds to a simulator
 * is drawn from that day on, and no schema is read while schedules run.
 *
 * @returns one drawer per kind of fault
 */
export function faultDrawers(schema: z.ZodType<Fault>): ReadonlyMap<string, (dice: Dice) => Fault> {
  const { oneOf, anyOf } = z.toJSONSchema(schema, { io: 'output' }) as Property;
  const drawers = new Map<string, (dice: Dice) => Fault>();
  for (const option of oneOf ?? anyOf ?? []) {
    const kind = String(option.properties!.kind!.const);
    const draw = drawer(option, kind);
    drawers.set(kind, (dice) => draw(dice) as Fault);
  }
  return drawers;
}

function drawer(property: Property, where: string): Drawer {
  const choices = property.anyOf ?? property.oneOf;
  if (choices) {
    const drawers = choices.map((choice) => drawer(choice, where));
    return (dice) => dice.pick(drawers)(dice);
  }
  if (property.const !== undefined) return () => property.const;
  if (property.enum) return (dice) => dice.pick(property.enum!);
  switch (property.type) {
    case 'object':
      return record(Object.entries(property.properties ?? {}), where);
    case 'integer':
    case 'number':
      return (dice) => dice.skewed(property.minimum ?? 0, property.maximum ?? 1000);
    case 'boolean':
      return (dice) => dice.chance(0.5);
    case 'null':
      return () => null;
    case 'string':
      return text(property.pattern, where);
    case 'array':
      return list(property, where);
  }
  throw new Error(`fault ${where}: nobody knows how to draw ${JSON.stringify(property)}`);
}

function record(properties: readonly [string, Property][], where: string): Drawer {
  const drawers = properties.map(([name, property]) => [name, drawer(property, `${where}.${name}`)] as const);
  return (dice) => Object.fromEntries(drawers.map(([name, draw]) => [name, draw(dice)]));
}

function list(property: Property, where: string): Drawer {
  if (property.prefixItems) {
    const drawers = property.prefixItems.map((item) => drawer(item, where));
    return (dice) => drawers.map((draw) => draw(dice));
  }
  const item = drawer(property.items ?? {}, where);
  const least = property.minItems ?? 0;
  const most = property.maxItems ?? least + 3;
  return (dice) => Array.from({ length: dice.int(least, most) }, () => item(dice));
}

/** Patterns of the form ^[characters]{n}$ or {least,most}: all that the simulators use. */
function text(pattern: string | undefined, where: string): Drawer {
  const match = /^\^\[([^\]]+)\]\{(\d+)(?:,(\d+))?\}\$$/.exec(pattern ?? '^[0-9A-F]{4}$');
  if (!match) throw new Error(`fault ${where}: nobody knows how to draw a text like ${pattern}`);
  const alphabet = match[1]!.replaceAll(/(.)-(.)/g, (_, from: string, to: string) => {
    const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
    return Array.from({ length: last - first + 1 }, (_, i) => String.fromCharCode(first + i)).join('');
  });
  const [least, most] = [Number(match[2]), Number(match[3] ?? match[2])];
  return (dice) => Array.from({ length: dice.int(least, most) }, () => dice.pick([...alphabet])).join('');
}
