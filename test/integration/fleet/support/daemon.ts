// A process with a Fleet in it, to be killed. Arguments: journal, broker URL, number of decisions to queue.
import { openJournal } from '../../../../src/journal/database.ts';
import { decision, makeFleet } from './makeFleet.ts';

const [journal, url, count] = process.argv.slice(2) as [string, string, string];
const fleet = makeFleet(openJournal(journal), { url });
for (let i = 0; i < Number(count); i++) fleet.publishDecision(decision(i));
fleet.start();
process.stdout.write('queued\n');
setInterval(() => {}, 1000);
