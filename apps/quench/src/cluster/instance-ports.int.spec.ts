import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { InstancePorts } from './instance-ports.js';

it('keeps the port of an instance, and gives it another one when somebody has taken that', async () => {
  const ports = new InstancePorts();
  expect(ports.of('builder.1')).toBe(0);
  const { port, moved } = await ports.take('builder.1');
  expect(moved).toBe(false);
  expect(await ports.take('builder.1')).toEqual({ port, moved: false });
  const stranger = createServer().listen({ host: '127.0.0.1', port });
  await once(stranger, 'listening');
  const next = await ports.take('builder.1');
  stranger.close();
  expect(next.moved).toBe(true);
  expect(next.port).not.toBe(port);
  expect(ports.of('builder.1')).toBe(next.port);
});
