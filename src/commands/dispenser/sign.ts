import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type OperatorStatement, signOperatorStatement } from '../../dispenser/operatorStatement.ts';
import { TellersightError } from '../../lib/errors.ts';
import { type CountedOptions, countedOf } from './numbers.ts';

interface SignOptions extends CountedOptions {
  readonly key: string;
  readonly operator: string;
  readonly terminal: string;
  readonly lockedSince: string;
  readonly statement: string;
}

export function registerSign(dispenser: Command): void {
  dispenser
    .command('sign')
    .description('sign a reconciliation for a board, away from it; prints the statement for `reconcile --signed`')
    .requiredOption('--key <file>', "the operator's private Ed25519 key (JWK)")
    .requiredOption('--operator <kid>', 'the name of that key in the board profile, [dispenser] operators')
    .requiredOption('--terminal <id>', 'the terminal it is for')
    .requiredOption('--locked-since <utc>', 'the lock it is for, as `dispenser status` prints it')
    .requiredOption('--statement <text>', 'what was found and done; nothing about the customer')
    .option('--counted-minor <amount>', 'amount found to have left, minor units')
    .option('--notes <counts>', 'or: notes found to have left per cassette, upper first, e.g. 5,0')
    .addHelpText('after', '\nExit codes: 0 printed, 1 the key cannot be used, 64 usage.')
    .action(async (options: SignOptions) => console.log(await sign(options)));
}

async function sign(options: SignOptions): Promise<string> {
  const { operator, terminal, lockedSince, statement, countedMinor, notes } = options;
  const said: OperatorStatement = {
    schema: 'operator-statement@1',
    terminal,
    lockedSince,
    statement,
    ...countedOf(options),
  };
  if (countedMinor === undefined && notes === undefined) {
    throw new TellersightError('USAGE', 'give --notes or --counted-minor');
  }
  try {
    return await signOperatorStatement(said, operator, JSON.parse(readFileSync(options.key, 'utf8')));
  } catch (error) {
    throw new TellersightError('KEY_UNREADABLE', `${options.key} is not a private Ed25519 key (JWK)`, { cause: error });
  }
}
