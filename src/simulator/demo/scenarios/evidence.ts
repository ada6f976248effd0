import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Board } from '../board.ts';
import { tellersight } from '../commandLine.ts';
import type { Scenario } from '../scenario.ts';

/** After the day: the other side's expert checks the evidence with nothing but the folder, the key and a checkpoint. */
export const evidence = (): Scenario[] => [
  {
    name: 'evidence, checked offline',
    story:
      'The daemon stops; its log verifies against the checkpoint the fleet server kept. One changed byte does not.',
    expected: { anyOf: ['verified'], counted: 0 },
    async play(board) {
      await board.stopDaemon();
      const published = board.inFolder('published-checkpoint.json');
      writeFileSync(published, JSON.stringify(board.lastCheckpoint()));
      const honest = await verify(board, board.evidenceFolder, published);
      const forged = board.inFolder('forged');
      cpSync(board.evidenceFolder, forged, { recursive: true });
      changeOneByte(join(forged, 'entries.jsonl'));
      const changed = await verify(board, forged, published);
      const result = honest.exitCode === 0 && changed.exitCode === 1 ? 'verified' : 'not verified';
      const lines = [honest, changed].map(({ stdout }) => stdout.split('\n')[0] ?? '');
      return { result, reasons: [], paid: 0, notes: [`as it is: ${lines[0]}`, `one byte changed: ${lines[1]}`] };
    },
  },
];

function verify(board: Board, folder: string, checkpoint: string) {
  return tellersight('evidence', 'verify', folder, '--key', board.publicKeyFile, '--checkpoint', checkpoint);
}

/** A digit in the middle of the file becomes another digit: the JSON stays well-formed, the story changes. */
function changeOneByte(file: string): void {
  const bytes = readFileSync(file);
  let at = Math.floor(bytes.length / 2);
  while (!(bytes[at]! >= 0x30 && bytes[at]! <= 0x39)) at++;
  bytes[at] = bytes[at] === 0x39 ? 0x30 : bytes[at]! + 1;
  writeFileSync(file, bytes);
}
