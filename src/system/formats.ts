import { styleText } from 'node:util';
import type { JournalFields } from './journal.ts';
import { journalKey } from './journal.ts';
import type { LogRecord } from './record.ts';

const names = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'] as const;

function present(fields: LogRecord['fields']): [string, string | number | boolean][] {
  return Object.entries(fields).filter((entry): entry is [string, string | number | boolean] => entry[1] != null);
}

/** One JSON object per line, for a file or a collector. */
export function jsonLine(record: LogRecord): string {
  const { ts, priority, code, messageId, message, hint, fields } = record;
  const line = {
    ts: ts.toISOString(),
    level: names[priority],
    ...(code === null ? {} : { code, messageId }),
    message,
    ...(hint === null ? {} : { hint }),
    ...(Object.keys(fields).length === 0 ? {} : { fields: Object.fromEntries(present(fields)) }),
  };
  return JSON.stringify(line);
}

/** For a person at a terminal: time, code, message, facts; what to do on a line of its own. */
export function terminalLine(record: LogRecord, colour: boolean): string {
  const { ts, priority, code, message, hint, fields } = record;
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const style = priority <= 3 ? 'red' : priority === 4 ? 'yellow' : priority === 5 ? 'green' : 'cyan';
  const facts = present(fields).map(([key, value]) => `${key}=${value}`);
  const parts = [
    paint('gray', ts.toISOString().slice(11, 23)),
    paint(style, (code ?? names[priority] ?? '').padEnd(20)),
    message,
    ...(facts.length > 0 ? [paint('gray', facts.join(' '))] : []),
  ];
  const line = oneLine(parts.join(' '));
  return hint !== null && priority <= 4 ? `${line}\n${' '.repeat(13)}${paint('gray', `-> ${oneLine(hint)}`)}` : line;
}

/** For a stderr that somebody reads line by line: sd-daemon(3) prefix, so that the priority is not lost. */
export function prefixedLine(record: LogRecord): string {
  const { priority, code, message, hint } = record;
  const text = [code, message, hint === null ? null : `(${hint})`].filter((part) => part !== null).join(' ');
  return `<${priority}>${oneLine(text)}`;
}

/** Fields of a journal entry (systemd.journal-fields(7)). */
export function journalFields(record: LogRecord): JournalFields {
  const { priority, code, messageId, message, hint, fields } = record;
  const own = present(fields).map(([key, value]) => [journalKey(key), value] as const);
  return {
    MESSAGE: message,
    PRIORITY: priority,
    SYSLOG_IDENTIFIER: 'tellersight',
    ...Object.fromEntries(own),
    ...(code === null ? {} : { MESSAGE_ID: messageId ?? '', TELLERSIGHT_CODE: code }),
    ...(hint === null ? {} : { TELLERSIGHT_HINT: hint }),
  };
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
