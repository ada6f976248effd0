import { styleText } from 'node:util';
import type { Played, Scenario } from './scenario.ts';

type Style = Parameters<typeof styleText>[0];
const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout });

/** 12345 -> "123.45" */
export function money(minor: number | null): string {
  return minor === null ? 'unknown' : (minor / 100).toFixed(2);
}

/** Prints the demo as it goes: what happens, who says so, and the closing table. */
export class Report {
  readonly #begun = performance.now();
  readonly #quiet: boolean;

  /** `quiet`: nothing but the end (for --json). */
  constructor(quiet: boolean) {
    this.#quiet = quiet;
  }

  #line(text: string): void {
    if (!this.#quiet) process.stdout.write(`${text}\n`);
  }

  step(text: string): void {
    const seconds = ((performance.now() - this.#begun) / 1000).toFixed(1).padStart(5);
    this.#line(`${paint('dim', `${seconds} s`)}  ${text}`);
  }

  begin(number: number, total: number, scenario: Scenario): void {
    this.#line('');
    this.#line(`${paint(['bold', 'cyan'], `${number}/${total} ${scenario.name}`)}  ${scenario.story}`);
  }

  /** A line by one of the parties, e.g. `atm`, `bank`, `mqtt`, `dispenser`. */
  says(who: string, text: string): void {
    const colours: Record<string, Style> = {
      atm: 'blue',
      bank: 'magenta',
      mqtt: 'yellow',
      dispenser: 'green',
      board: 'cyan',
    };
    this.#line(`      ${paint(colours[who] ?? 'white', who.padEnd(9))} ${text}`);
  }

  end(played: Played): void {
    const verdict = played.matches ? paint('green', 'as expected') : paint('red', 'NOT AS EXPECTED');
    const reasons = played.outcome.reasons.length > 0 ? ` (${played.outcome.reasons.join(', ')})` : '';
    this.#line(`      ${verdict}: ${played.outcome.result}${reasons}, counted ${money(played.counted)}`);
  }

  table(all: readonly Played[]): void {
    const header = ['scenario', 'expected', 'got', 'paid', 'counted', 's'];
    const rows = all.map(({ scenario, outcome, counted, seconds, matches }) => ({
      matches,
      cells: [
        scenario.name,
        scenario.expected.anyOf.length > 1 ? 'liveness refusal' : scenario.expected.anyOf[0]!,
        outcome.result,
        money(outcome.paid),
        money(counted),
        seconds.toFixed(1),
      ],
    }));
    const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row.cells[i]!.length)));
    const line = (cells: readonly string[]) =>
      cells.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
    this.#line('');
    this.#line(`   ${paint('bold', line(header))}`);
    for (const { matches, cells } of rows) {
      this.#line(`${matches ? paint('green', ' ✓ ') : paint('red', ' ✗ ')}${line(cells)}`);
    }
    const right = all.filter((played) => played.matches).length;
    this.#line('');
    const summary = `${right} of ${all.length} scenarios as expected, ${((performance.now() - this.#begun) / 1000).toFixed(1)} s`;
    this.#line(paint(right === all.length ? 'green' : 'red', summary));
  }
}
