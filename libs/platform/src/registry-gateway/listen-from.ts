import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TransientFault } from '@quench/kernel';
import { errorCode } from '../node-errors/index.js';

const TRIES = 100;

/**
 * Listens on the first free port from `first` upward; 0 leaves the choice to the system.
 * @throws TransientFault `gateway-ports-taken`
 */
export async function listenFrom(server: Server, host: string, first: number): Promise<number> {
  for (let port = first; port < first + TRIES && port < 65_536; port++) {
    if (await listens(server, host, port)) return (server.address() as AddressInfo).port;
  }
  throw new TransientFault(
    'gateway-ports-taken',
    `The ports ${String(first)} to ${String(first + TRIES - 1)} of ${host} are all taken; free one or name another`,
  );
}

async function listens(server: Server, host: string, port: number): Promise<boolean> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
    return true;
  } catch (fault) {
    if (errorCode(fault) === 'EADDRINUSE') return false;
    throw fault;
  }
}
