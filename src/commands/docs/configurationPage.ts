import { configKeys, type JsonSchema } from '../../config/keys.ts';

/** docs/configuration.md: every setting with its default, range and environment variable. */
export function configurationPage(): string {
  const out = [
    '# Configuration',
    '',
    'Made from `src/config/schema.ts` by `tellersight docs --write`; the machine form is [config.schema.json](config.schema.json).',
    'R numbers are explained in [rules.md](rules.md).',
    'One TOML file per board (`firmware-config/boards/`); a file is overridden by the environment, the environment by',
    '`--set key=value`. `tellersight check` says what is wrong, `tellersight config show --sources` where a value came from.',
    '',
  ];
  let section = '';
  for (const { key, environment, schema } of configKeys) {
    const [name = ''] = key.split('.');
    if (name !== section) {
      section = name;
      out.push(`## [${section}]`, '', '| Setting | Values | Default | What |', '|---|---|---|---|');
    }
    const fallback = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
    out.push(
      `| \`${key}\`<br>\`${environment}\` | ${values(schema).replaceAll('|', '\\|')} | ${fallback} | ${schema.description ?? ''} |`,
    );
    if (configKeys.at(configKeys.findIndex((other) => other.key === key) + 1)?.key.split('.')[0] !== section)
      out.push('');
  }
  return `${out.join('\n').trimEnd()}\n`;
}

function values(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' ');
  if (schema.anyOf) return schema.anyOf.map(values).join(' ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.minimum !== undefined && schema.maximum !== undefined) return `${schema.minimum} to ${schema.maximum}`;
  if (schema.pattern !== undefined) return `\`${schema.pattern}\``;
  return schema.type ?? '';
}
