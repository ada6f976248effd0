import { paint, table, wrap } from '../output.ts';
import type { CapabilityStatement } from './statement.ts';

/** The statement for a person; every rate with its count and its upper 95 % bound. */
export function printCapability(statement: CapabilityStatement): void {
  const { pack, match, pad, attackTypes, dispenser, light } = statement;
  console.log(
    `${paint('bold', 'Model pack')} ${pack.name} ${pack.version} (manifest ${pack.manifestSha256.slice(0, 16)}…)`,
  );

  heading('Matching: how often a stranger passes');
  if (match === null) console.log(paint('red', 'not tested'));
  else {
    const rows = match.tiers.flatMap(({ tier, askedFmr, threshold, support, pairsNeeded }) => {
      const head = [tier, String(askedFmr), threshold === null ? paint('red', 'not supported') : String(threshold)];
      if (threshold === null) return [[...head, `${pairsNeeded} pairs needed`, '', '']];
      return support.map(({ group, impostorPairs, errors, upper95 }) => [
        ...head,
        `${errors} of ${impostorPairs}`,
        percent(upper95),
        group,
      ]);
    });
    console.log(table(['tier', 'asked FMR', 'threshold', 'strangers passed', 'upper 95 %', 'group'], rows));
    const genuine = match.tiers.flatMap(({ tier, fnmr }) =>
      fnmr.map((row) => [tier, row.group, `${percent(row.rate)} of ${row.genuinePairs}`, bound(row.upper95)]),
    );
    if (genuine.length > 0) console.log(table(['tier', 'group', 'right customer refused', 'upper 95 %'], genuine));
    console.log(paint('dim', wrap(`source: ${match.source}`)));
  }

  heading('Attacks let through by the learned detectors (GB/T 41987 types; light code and correspondence come on top)');
  const rows = attackTypes.flatMap(({ type, tested }) =>
    tested.length === 0
      ? [[type, '', paint('yellow', 'not tested'), '']]
      : tested.map((row) => [type, row.channel, `${row.errors} of ${row.presentations}`, bound(row.upper95)]),
  );
  const others = (pad?.otherSpecies ?? []).map((row) => [
    `(${row.name})`,
    row.channel,
    `${row.errors} of ${row.presentations}`,
    bound(row.upper95),
  ]);
  console.log(table(['type', 'channel', 'let through', 'upper 95 %'], [...rows, ...others]));
  for (const row of pad?.worst ?? [])
    console.log(`worst species, ${row.channel}: ${row.name}, APCER upper bound ${bound(row.upper95)}`);
  for (const { channel, bpcer, source } of pad?.channels ?? []) {
    console.log(`live people refused, ${channel}: ${bpcer.errors} of ${bpcer.n}, upper bound ${bound(bpcer.upper95)}`);
    console.log(paint('dim', wrap(`source: ${source}`)));
  }

  if (light) {
    heading('Infrared light');
    console.log(wrap(`${light.driver ?? 'not set'}: ${light.statement}`));
  }

  heading('Dispenser');
  if (dispenser === null) console.log('none: this board pays nothing');
  else {
    console.log(dispenser.protocol);
    if (dispenser.experimental) console.log(paint('red', 'experimental: never checked against a unit'));
    list([
      dispenser.resultRetrievable ? 'a lost result can be asked for again' : 'a lost result cannot be asked for again',
      dispenser.encrypted ? 'commands that move cash are encrypted on the line' : 'nothing is encrypted on the line',
    ]);
    list(dispenser.statements);
  }
  heading('Not tested');
  list(statement.notTested);
  heading('Not mitigated');
  list(statement.notMitigated);
}

function heading(text: string): void {
  console.log(`\n${paint('bold', wrap(text))}`);
}

function list(lines: readonly string[]): void {
  for (const line of lines) console.log(`  - ${wrap(line, 4)}`);
}

const percent = (value: number) => `${(100 * value).toPrecision(3)} %`;
const bound = (value: number | null) => (value === null ? '' : percent(value));
