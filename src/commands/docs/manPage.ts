import type { Command } from 'commander';
import manifest from '../../../package.json' with { type: 'json' };
import { commands, makeProgram } from '../program.ts';

/** docs/tellersight.1, for man(1): what the help of every command says, in the language of man(7). */
export async function manPage(): Promise<string> {
  const program = await makeProgram(commands, (name) => commands[name]?.hidden !== true);
  const leaves = program.commands
    .filter((command) => commands[command.name()]?.hidden !== true)
    .flatMap((command) => (command.commands.length > 0 ? command.commands : [command]));
  return [
    `.\\" Generated from the help of the commands by \`tellersight docs --write\`.`,
    `.TH TELLERSIGHT 1 "" "tellersight ${manifest.version}" "User Commands"`,
    '.SH NAME',
    // lexgrog(1) reads this line for whatis(1).
    `tellersight \\- ${roff(manifest.description.replace(/^F/, 'f'))}`,
    '.SH SYNOPSIS',
    '.B tellersight',
    '.I command',
    '[options]',
    '.SH DESCRIPTION',
    roff(program.description()),
    verbatim(afterHelp(program)),
    '.SH COMMANDS',
    ...leaves.flatMap(section),
    '.SH FILES',
    ...definition('/etc/tellersight/board.toml', 'What this board is; read when no --config is given.'),
    ...definition('/var/lib/tellersight', 'Journal of cash and evidence.'),
    ...definition('/usr/share/doc/tellersight', 'Pages for engineers, operators and ATM vendors.'),
    '.SH SEE ALSO',
    '.BR systemctl (1),',
    '.BR journalctl (1)',
    '',
  ].join('\n');
}

function section(command: Command): string[] {
  const names = [command.name()];
  for (let at = command.parent; at; at = at.parent) names.unshift(at.name());
  return [
    `.SS "${roff(`${names.join(' ')} ${command.usage()}`)}"`,
    roff(command.description()),
    ...command.registeredArguments.flatMap((one) => definition(one.name(), described(one))),
    ...command.options.filter(({ hidden }) => !hidden).flatMap((one) => definition(one.flags, described(one))),
    verbatim(afterHelp(command)),
  ];
}

const definition = (term: string, text: string) => ['.TP', `.B ${roff(term)}`, roff(text)];

function described(one: {
  description: string;
  defaultValue?: unknown;
  defaultValueDescription?: string | undefined;
}): string {
  const { description, defaultValue, defaultValueDescription = JSON.stringify(defaultValue) } = one;
  return defaultValue === undefined ? description : `${description} (default: ${defaultValueDescription})`;
}

/** The part of the help that is written by hand: notes, examples, exit codes. */
function afterHelp(command: Command): string {
  let all = '';
  command.configureOutput({ writeOut: (text) => (all += text) });
  command.outputHelp();
  const made = command.helpInformation();
  return all.slice(all.indexOf(made) + made.length).trim();
}

const verbatim = (text: string) => (text === '' ? '' : `.PP\n.nf\n${text.split('\n').map(roff).join('\n')}\n.fi`);

/** Text as man(7) prints it unchanged. A hyphen must stay one that can be copied into a shell. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replace(/^(['.])/gm, '\\&$1');
}
