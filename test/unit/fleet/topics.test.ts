import t from 'tap';
import { z } from 'zod';
import { type ReadOnlyView, Requests, verbs } from '../../../src/fleet/requests.ts';
import { FORBIDDEN_KEY } from '../../../src/fleet/safeFields.ts';
import { type TopicSpec, topicPath, topicPrefix, topics } from '../../../src/fleet/topics.ts';
import { systemClock } from '../../../src/lib/clock.ts';

const specs: [string, TopicSpec][] = Object.entries(topics);

interface Node {
  type?: string;
  properties?: Record<string, Node>;
  propertyNames?: Node;
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: Node[];
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  format?: string;
  maxLength?: number;
}

/** Every node of a JSON Schema with the path of keys that leads to it. */
function* nodes(node: Node, path: string[]): Generator<[string[], Node]> {
  yield [path, node];
  for (const [key, child] of Object.entries(node.properties ?? {})) yield* nodes(child, [...path, key]);
  if (typeof node.additionalProperties === 'object') yield* nodes(node.additionalProperties, [...path, '*']);
  if (node.items) yield* nodes(node.items, [...path, '[]']);
  for (const child of node.anyOf ?? []) yield* nodes(child, path);
}

t.test('no payload can hold face data, an account, a phone or ID number, or a similarity', async (t) => {
  let scanned = 0;
  for (const [name, spec] of specs.filter(([, { direction }]) => direction === 'out')) {
    const root = z.toJSONSchema(spec.schema, { io: 'output' }) as Node;
    for (const [path, node] of nodes(root, [name])) {
      scanned++;
      const where = path.join('.');
      // `embedderSha256` names a file of the model pack, not a person's embedding.
      const key = (path.at(-1) ?? '').replace('embedderSha256', '');
      if (FORBIDDEN_KEY.test(key)) t.fail(`${where}: forbidden key`);
      if (node.type === 'object' && node.additionalProperties !== false && !node.propertyNames) {
        t.fail(`${where}: the object is open, anything could be put in`);
      }
      if (node.type === 'string') {
        const bounded = node.enum || node.const !== undefined || node.pattern || node.format === 'date-time';
        const envelope = path.length === 2 && path[1] === 'code';
        if (!bounded && !envelope && node.maxLength === undefined) t.fail(`${where}: the text is not bounded`);
      }
      // No free fraction anywhere: a score or an embedding is a number with decimals. Event fields are filtered apart.
      if (node.type === 'number' && !where.startsWith('event.fields'))
        t.fail(`${where}: a number that is not an integer`);
      if (node.type === 'array' && node.items?.type !== undefined && /number|integer/.test(node.items.type)) {
        t.fail(`${where}: a list of numbers`);
      }
    }
  }
  t.ok(scanned > 100, `${scanned} places scanned`);
});

t.test('extra properties are refused by every outbound schema', async (t) => {
  for (const [name, spec] of specs.filter(([, { direction }]) => direction === 'out')) {
    const result = spec.schema.safeParse({ similarity: 0.93 });
    t.ok(
      result.error?.issues.some(({ code }) => code === 'unrecognized_keys'),
      name,
    );
  }
});

t.test('no topic can cause a dispense: what comes in can read two things and nothing else', async (t) => {
  t.same(
    specs.filter(([, { direction }]) => direction === 'in').map(([name]) => name),
    ['request'],
    'one inbound topic',
  );
  t.same(Object.keys(verbs).sort(), ['health', 'info']);
  const touched: string[] = [];
  const view = new Proxy({} as ReadOnlyView, {
    get: (_, key) => {
      touched.push(String(key));
      return () => ({});
    },
  });
  for (const handler of Object.values(verbs)) handler(view);
  t.same(touched.sort(), ['health', 'info'], 'the handlers use only the read-only view');

  const requests = new Requests('b/s/t', view, systemClock);
  for (const verb of ['dispense', 'unlock', 'toString', 'constructor', '__proto__']) {
    const answer = requests.answer(`b/s/t/request/${verb}/1`);
    t.ok(answer === null || (answer.status === 'error' && answer.data === null), verb);
  }
});

t.test('requests: other terminals, odd ids and floods get no answer', async (t) => {
  const view = { health: () => ({}), info: () => ({}) } as unknown as ReadOnlyView;
  let now = 0;
  const requests = new Requests('b/s/t', view, { monotonicMs: () => now, now: () => new Date(0) });
  t.match(requests.answer('b/s/t/request/info/a-1'), { verb: 'info', id: 'a-1', status: 'ok' });
  for (const topic of [
    'b/s/x/request/info/1',
    'b/s/t/request/info/',
    'b/s/t/request/info/a b',
    'b/s/t/request/a/b/c',
  ]) {
    t.equal(requests.answer(topic), null, topic);
  }
  now += 1000;
  const answered = Array.from({ length: 30 }, (_, i) => requests.answer(`b/s/t/request/info/${i}`)).filter(Boolean);
  t.equal(answered.length, 10);
});

t.test('paths are filled and cannot be broken out of', async (t) => {
  const prefix = topicPrefix('tellersight', { site: 'site-1', id: 't1' });
  t.equal(topicPath(prefix, 'cashStatus'), 'tellersight/site-1/t1/cash/status');
  t.equal(topicPath(prefix, 'event', { code: 'READY' }), 'tellersight/site-1/t1/event/READY');
  for (const code of ['a/b', '#', '+', '', 'x'.repeat(65)]) {
    t.throws(() => topicPath(prefix, 'event', { code }), RangeError, JSON.stringify(code));
  }
});
