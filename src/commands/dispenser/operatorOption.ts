import { userInfo } from 'node:os';
import { Option } from 'commander';

/** Who answers for it; the help names no user of the machine that it was printed on. */
export function operatorOption(what: string): Option {
  return new Option('--operator <name>', what).default(userInfo().username, 'your user name');
}
