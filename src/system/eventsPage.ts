import { type CatalogEntry, type Code, messageId, rooms } from '../lib/catalog/index.ts';

const levels = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'] as const;

/** docs/events.md: every code, what it means for cash and what to do. The anchor of a code is its lower-case form. */
export function eventsPage(): string {
  const out = [
    '# Events and errors',
    '',
    'Made from `src/lib/catalog/` by `tellersight docs --write`. The same id is MESSAGE_ID in the journal and `event` in MQTT:',
    '',
    '```sh',
    'journalctl -u tellersight -b MESSAGE_ID=<id>      # every time it happened since boot',
    'journalctl -u tellersight -x -p warning           # with these explanations',
    'journalctl -o json TELLERSIGHT_CODE=<CODE>        # with all fields',
    '```',
    '',
  ];
  for (const [room, table] of Object.entries(rooms)) {
    const codes = Object.entries(table);
    if (codes.length === 0) continue;
    out.push(`## ${room[0]?.toUpperCase()}${room.slice(1)}`, '');
    for (const [code, entry] of codes) out.push(...section(code as Code, entry));
  }
  return `${out.join('\n').trimEnd()}\n`;
}

function section(code: Code, { priority, subject, text, cash, action, xfs, refusal }: CatalogEntry): string[] {
  const facts = [`\`${messageId(code)}\``, levels[priority]];
  if (xfs !== undefined) facts.push(`XFS4IoT \`${xfs}\``);
  if (refusal) facts.push('a reason to refuse a withdrawal');
  return [
    `### ${code}`,
    '',
    `**${subject}.** ${text}`,
    '',
    `* Cash: ${cash}`,
    `* What to do: ${action}`,
    `* ${facts.join(' · ')}`,
    '',
  ];
}
