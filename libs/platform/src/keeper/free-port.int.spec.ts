import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { freePort } from './index.js';

it('is the wanted one while that is free, else another', async () => {
  const server = createServer().listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const other = await freePort(port);
  server.close();
  await once(server, 'close');
  expect(other).not.toBe(port);
  expect(other).toBeGreaterThan(0);
  expect(await freePort(port)).toBe(port);
});
