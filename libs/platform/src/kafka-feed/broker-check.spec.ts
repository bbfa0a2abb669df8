import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ApiVersions } from '../kafka-protocol/index.js';
import { checkBrokers, misunderstood, REQUESTS } from './broker-check.js';

const require = createRequire(import.meta.url);

const folderOf = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
/** The client's list of numbers calls it as Kafka did before. */
const numberNameOf = (name: string): string => (name === 'FindCoordinator' ? 'GroupCoordinator' : name);

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A broker that answers every connection with these ranges. */
async function brokerWith(ranges: ApiVersions): Promise<number> {
  const body = Buffer.alloc(10 + ranges.size * 6);
  body.writeInt32BE(1, 0);
  body.writeInt32BE(ranges.size, 6);
  [...ranges].forEach(([key, { min, max }], at) => {
    [key, min, max].forEach((value, field) => body.writeInt16BE(value, 10 + at * 6 + field * 2));
  });
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return listen(Buffer.concat([length, body]));
}

const listen = (answer: Buffer): Promise<number> =>
  serve((socket) => {
    socket.once('data', () => socket.end(answer));
  });

async function serve(connected: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    connected(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

const all = (): Map<number, { min: number; max: number }> =>
  new Map(REQUESTS.map(({ key, min, max }) => [key, { min, max: max + 5 }]));

it.each(REQUESTS)('$name is written by the client in the versions that the table has', ({ name, key, min, max }) => {
  const { versions } = require(`kafkajs/src/protocol/requests/${folderOf(name)}`) as { versions: string[] };
  const numbers = versions.map(Number);
  expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([min, max]);
  const keys = require('kafkajs/src/protocol/requests/apiKeys') as Record<string, number>;
  expect(keys[numberNameOf(name)]).toBe(key);
});

describe('a broker', () => {
  it('that knows all is fine, also when another one is away', async () => {
    const port = await brokerWith(all());
    await checkBrokers([
      { host: '127.0.0.1', port: 1 },
      { host: '127.0.0.1', port },
    ]);
  });

  it('that has left our versions behind is refused with each of them', async () => {
    const port = await brokerWith(all().set(0, { min: 8, max: 20 }));
    await expect(checkBrokers([{ host: '127.0.0.1', port }])).rejects.toMatchObject({
      code: 'kafka-too-different',
      message: expect.stringContaining('Produce: we write versions 0 to 7, the broker reads versions 8 to 20'),
    });
  });

  it('that lacks a request is refused', () => {
    const broker = all();
    broker.delete(36);
    expect(misunderstood(broker)).toEqual(['SaslAuthenticate: the broker does not know it']);
  });

  it('that drips its answer is none', async () => {
    const port = await serve((socket) => {
      socket.write(Buffer.from([0, 0, 2, 88]));
      const drip = setInterval(() => socket.write(Buffer.from([0])), 200);
      socket.on('close', () => clearInterval(drip));
    });
    await expect(checkBrokers([{ host: '127.0.0.1', port }])).rejects.toMatchObject({ code: 'kafka-unavailable' });
  });

  it.each([
    ['says something else', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['says half a word', Buffer.from([0, 0, 0, 20, 0, 0])],
    ['says a list that is shorter than it says', Buffer.from([0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 9])],
  ])('that %s is none', async (_what, answer) => {
    const port = await listen(answer);
    await expect(checkBrokers([{ host: '127.0.0.1', port }])).rejects.toMatchObject({ code: 'kafka-unavailable' });
  });
});
