import { z } from 'zod';
import { type TopicSpec, topics } from './topics.ts';

type Json = Record<string, unknown>;

/** docs/asyncapi.json: the AsyncAPI 3 document of the fleet interface, seen from the terminal. */
export function asyncapi(version: string): Json {
  const entries = Object.entries<TopicSpec>(topics);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tellersight fleet interface',
      version,
      description: 'What a terminal reports over MQTT. No topic can cause a dispense.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: {
      broker: {
        host: '{host}:8883',
        protocol: 'mqtts',
        protocolVersion: '5',
        description: 'MQTT 5 by default, 3.1.1 selectable; TLS 1.2 or later with a client certificate.',
        variables: { host: { description: 'fleet.url of the configuration' } },
        bindings: {
          mqtt: {
            clientId: '{base}-{site}-{terminal}',
            cleanSession: true,
            keepAlive: 30,
            lastWill: { topic: address('state'), qos: 1, retain: true, message: 'fleet.state@1 with state "offline"' },
            bindingVersion: '0.2.0',
          },
        },
      },
    },
    channels: Object.fromEntries(entries.map(([name, spec]) => [name, channel(name, spec)])),
    operations: Object.fromEntries(entries.filter(([name]) => name !== 'response').map(operation)),
    components: { messages: Object.fromEntries(entries.map(([name, spec]) => [name, message(spec)])) },
  };
}

const address = (path: string) => `{base}/{site}/{terminal}/${path}`;

function channel(name: string, { path, description }: TopicSpec): Json {
  const parameters = [...address(path).matchAll(/\{(\w+)\}/g)].map(([, parameter]) => [parameter, {}]);
  return {
    address: address(path),
    description,
    parameters: Object.fromEntries(parameters),
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
  };
}

function operation([name, spec]: [string, TopicSpec]): [string, Json] {
  const { direction, qos, retain, expirySeconds, description } = spec;
  const expiry = expirySeconds === null ? {} : { messageExpiryInterval: expirySeconds };
  return [
    direction === 'out' ? `publish-${name}` : `answer-${name}`,
    {
      action: direction === 'out' ? 'send' : 'receive',
      channel: { $ref: `#/channels/${name}` },
      summary: description,
      bindings: { mqtt: { qos, retain, ...expiry, bindingVersion: '0.2.0' } },
      ...(direction === 'in' ? { reply: { channel: { $ref: '#/channels/response' } } } : {}),
    },
  ];
}

function message({ schemaName, schema, description }: TopicSpec): Json {
  const { $schema: _, ...payload } = z.toJSONSchema(schema, { io: 'output' }) as Json;
  return { name: schemaName, contentType: 'application/json', summary: description, payload };
}
