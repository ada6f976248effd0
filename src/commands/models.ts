import type { Command } from 'commander';
import { addImport } from './models/import.ts';
import { addInspect } from './models/inspect.ts';
import { addInstall } from './models/install.ts';
import { addList } from './models/list.ts';
import { addRemove } from './models/remove.ts';
import { addRollback } from './models/rollback.ts';
import { addSeal } from './models/seal.ts';
import { addSign } from './models/sign.ts';
import { addVerify } from './models/verify.ts';

export function register(program: Command): void {
  const models = program
    .command('models')
    .description('model packs: what is there, is it whole, whose is it; install one, go back to the last')
    .addHelpText(
      'after',
      '\nExamples:\n  tellersight models list\n  tellersight models verify default\n' +
        '  tellersight models install acme-2.1.0.tar.gz -c board.toml\n  tellersight models rollback -c board.toml',
    );
  addList(models);
  addVerify(models);
  addInspect(models);
  addInstall(models);
  addRollback(models);
  addRemove(models);
  addImport(models);
  addSeal(models);
  addSign(models);
}
