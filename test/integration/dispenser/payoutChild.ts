// A process that pays and is killed while it does: node payoutChild.ts LINK JOURNAL DISPENSEID AMOUNT
import { engineOn, patient, request } from './bench.ts';

const [link, journal, dispenseId, amount] = process.argv.slice(2) as [string, string, string, string];
const { engine } = engineOn(link, journal, patient, 4);
await engine.start();
process.stdout.write('paying\n');
const result = await engine.dispense(request(Number(amount), dispenseId));
process.stdout.write(`${result.outcome}\n`);
await engine.stop();
