import { readFileSync } from 'node:fs';
import t from 'tap';
import { describeReply, replyName } from '../../../../src/dispenser/ssp/describeReply.ts';
import { sspTables } from '../../../../src/dispenser/ssp/tables.ts';

t.test('the page for field engineers has the tables of the code', (t) => {
  const page = readFileSync(new URL('../../../../docs/dispenser-itl-ssp.md', import.meta.url), 'utf8');
  const [, part] = /<!-- errors:begin -->\n([\s\S]*)<!-- errors:end -->/.exec(page) ?? [];
  t.equal(part?.trim(), sspTables().trim());
  t.match(sspTables(), /^\| D5 \| JAMMED \|.*suspect/m);
  t.match(sspTables(), /^\| F5 01 \| CANNOT PROCESS \| cannot pay the exact amount \|$/m);
  t.end();
});

t.test('answers in words', (t) => {
  t.equal(describeReply(0xf5, Uint8Array.of(1)), 'cannot process: cannot pay the exact amount');
  t.equal(describeReply(0xf5, Uint8Array.of(9)), 'cannot process: reason 9');
  t.equal(describeReply(0xf5, new Uint8Array()), 'cannot process');
  t.equal(describeReply(0xf8, Uint8Array.of(1)), 'fail');
  t.equal(describeReply(0x00, new Uint8Array()), 'an answer that is not documented');
  t.equal(replyName(Uint8Array.of(0xf5, 0x01)), 'F5 01');
  t.end();
});
