import { type Code, catalog, messageId, rooms } from '../lib/catalog/index.ts';

const WIDTH = 100;

/**
 * The message catalog of journald (systemd.catalog, https://systemd.io/CATALOG): what `journalctl -x` prints under an
 * entry with one of our MESSAGE_IDs.
 */
export function systemdCatalog(): string {
  const head = [
    '# Explains the entries of Tellersight in `journalctl -x`. Goes to /usr/lib/systemd/catalog/tellersight.catalog,',
    '# then `journalctl --update-catalog`. Generated from src/lib/catalog by `tellersight docs --write`.',
    '',
  ];
  const entries = Object.values(rooms).flatMap((room) => Object.keys(room).map((code) => entryText(code as Code)));
  return [...head, ...entries].join('\n');
}

function entryText(code: Code): string {
  const { subject, text, cash, action } = catalog[code];
  return [
    `-- ${messageId(code)}`,
    `Subject: ${subject}`,
    'Defined-By: Tellersight',
    `Documentation: file:///usr/share/doc/tellersight/events.md#${code.toLowerCase()}`,
    '',
    ...wrap(`${code}: @MESSAGE@`),
    '',
    ...wrap(text),
    '',
    ...wrap(`Cash: ${cash}`),
    '',
    ...wrap(`What to do: ${action}`),
    '',
  ].join('\n');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
