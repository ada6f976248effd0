import { z } from 'zod';
import { type TopicSpec, topics } from './topics.ts';

interface Node {
  type?: string | string[];
  description?: string;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
  enum?: unknown[];
  const?: unknown;
  additionalProperties?: Node | boolean;
}

const ENVELOPE = ['schema', 'ts', 'bootId', 'seq', 'code', 'event'];

/** docs/topics.md: every topic with its manners and the fields of its payload. */
export function topicsPage(): string {
  const out = [
    '# MQTT topics',
    '',
    'Made from `src/fleet/topics.ts` by `tellersight docs --write`; the machine form is [asyncapi.json](asyncapi.json).',
    'All topics are below `<base>/<site>/<terminal>/`. **No topic can cause a dispense**: the only inbound topic answers two',
    'read-only questions.',
    '',
    '| Topic | QoS | Retained | Waits on disk | Expires (MQTT 5) | What |',
    '|---|---|---|---|---|---|',
    ...entries().map(
      ([, s]) =>
        `| \`${s.path}\`${s.direction === 'in' ? ' (in)' : ''} | ${s.qos} | ${yes(s.retain)} | ${yes(s.queued)} | ${s.expirySeconds === null ? '' : `${s.expirySeconds} s`} | ${s.description} |`,
    ),
    '',
    '## Every payload',
    '',
    ...fieldsTable(json(topics.state), (name) => ENVELOPE.includes(name)),
    '',
  ];
  for (const [, spec] of entries()) {
    if (spec.direction === 'in') continue;
    out.push(`## ${spec.path}`, '', `Schema \`${spec.schemaName}\`. ${spec.description}`, '');
    out.push(...fieldsTable(json(spec), (name) => !ENVELOPE.includes(name)), '');
  }
  return `${out.join('\n').trimEnd()}\n`;
}

const entries = (): [string, TopicSpec][] => Object.entries(topics);
const yes = (value: boolean) => (value ? 'yes' : '');
const json = (spec: TopicSpec) => z.toJSONSchema(spec.schema, { io: 'output' }) as Node;

function fieldsTable(node: Node, wanted: (name: string) => boolean): string[] {
  const rows = Object.entries(node.properties ?? {}).filter(([name]) => wanted(name));
  const cells = rows.map(
    ([name, field]) => `| \`${name}\` | ${typeOf(field).replaceAll('|', '\\|')} | ${field.description ?? ''} |`,
  );
  return ['| Field | Type | |', '|---|---|---|', ...cells];
}

/** A short form of a type for a table cell. */
function typeOf(node: Node): string {
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(' | ');
  if (node.anyOf) return [...new Set(node.anyOf.map(typeOf))].join(' | ');
  if (node.type === 'array') return `list of ${typeOf(node.items ?? {})}`;
  if (node.type === 'object' && node.properties) {
    const fields = Object.entries(node.properties).map(([name, field]) => `${name}: ${typeOf(field)}`);
    return `{ ${fields.join(', ')} }`;
  }
  if (node.type === 'object') {
    return `map to ${typeof node.additionalProperties === 'object' ? typeOf(node.additionalProperties) : 'values'}`;
  }
  return String(node.type ?? 'any');
}
