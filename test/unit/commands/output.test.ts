import t from 'tap';
import { table, wrap } from '../../../src/commands/output.ts';

const header = ['name', 'value', 'from'];
const rows = [
  ['paths.state', '/var/lib/tellersight', 'default'],
  [
    'dispenser.port',
    '/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0',
    'firmware-config/boards/generic-x86.toml',
  ],
];

t.test('a table is whole where there is room', async (t) => {
  const lines = table(header, rows, Number.POSITIVE_INFINITY).split('\n');
  t.match(lines[2], /^dispenser\.port {2}\/dev\/serial\/\S+port0 {2}firmware-config\/boards\/generic-x86\.toml$/);
});

t.test('a table fits a narrow terminal and keeps the names whole', async (t) => {
  for (const limit of [80, 60, 40]) {
    const lines = table(header, rows, limit).split('\n');
    t.ok(
      lines.every((line) => line.length <= limit),
      `${limit} columns`,
    );
    t.match(lines[2], /^dispenser\.port {2}\/dev\S*… {2}firm\S*…$/);
  }
});

t.test('what cannot fit is cut as far as it can still be read, and no further', async (t) => {
  const [, first] = table(header, rows, 5).split('\n');
  t.equal(first, 'paths.state     /var/li…  default');
});

t.test('colour takes no room, and goes where a cell is cut', async (t) => {
  const red = '\x1b[31mdispenser is locked\x1b[39m';
  t.equal(table(['a', 'b'], [['x', red]], 22).split('\n')[1], `x  ${red}`);
  t.equal(table(['a', 'b'], [['x', red]], 15).split('\n')[1], 'x  dispenser i…');
});

t.test('prose is broken between words and stands under its beginning', async (t) => {
  t.equal(wrap('open the ATM and count', 4, 16), 'open the ATM\n    and count');
  t.equal(
    wrap('one /very/long/path/that/does/not/fit here', 2, 12),
    'one\n  /very/long/path/that/does/not/fit\n  here',
  );
  t.equal(wrap('nothing is broken in a pipe', 4, Number.POSITIVE_INFINITY), 'nothing is broken in a pipe');
});
