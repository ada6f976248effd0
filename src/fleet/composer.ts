import type { Code } from '../lib/catalog/index.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';
import type { Message } from './client.ts';
import { makeEnvelope } from './envelope.ts';
import { type Body, type OutTopic, topicPath, topics } from './topics.ts';

/** Makes payloads: envelope, body, and the check against the schema of the topic before anything leaves. */
export class Composer {
  readonly #prefix: string;
  readonly #bootId: string;
  readonly #clock: Clock;
  readonly #seq = new Map<OutTopic, number>();

  constructor(prefix: string, bootId: string, clock: Clock) {
    this.#prefix = prefix;
    this.#bootId = bootId;
    this.#clock = clock;
  }

  /** @throws FLEET_PAYLOAD_INVALID when the body holds anything that the schema does not name. */
  payload<Name extends OutTopic>(name: Name, body: Body<Name>, seq: number, code?: Code): string {
    const spec = topics[name];
    const named: Code = code ?? spec.code ?? 'INTERNAL';
    const payload = { ...makeEnvelope(spec.schemaName, named, this.#bootId, seq, this.#clock.now()), ...body };
    const checked = spec.schema.safeParse(payload);
    if (!checked.success) {
      const where = checked.error.issues.map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.code}`);
      throw new TellersightError('FLEET_PAYLOAD_INVALID', `${spec.schemaName} is not valid at ${where.join(', ')}`);
    }
    return JSON.stringify(checked.data);
  }

  /** A message of a topic that is not queued, with the next number of this topic in this run. */
  message<Name extends OutTopic>(
    name: Name,
    body: Body<Name>,
    parameters: Record<string, string> = {},
    code?: Code,
  ): Message {
    const { qos, retain, expirySeconds } = topics[name];
    const seq = (this.#seq.get(name) ?? -1) + 1;
    const payload = this.payload(name, body, seq, code);
    this.#seq.set(name, seq);
    return { topic: topicPath(this.#prefix, name, parameters), payload, qos, retain, expirySeconds };
  }
}
