import { createServer } from 'node:net';
import { TransientFault } from '@quench/kernel';

const LOOPBACK = '127.0.0.1';

/**
 * The wanted port when it is free on loopback, else another free one. Somebody may take it before it is used.
 * @throws TransientFault `no-free-port`
 */
export async function freePort(wanted: number | undefined): Promise<number> {
  const port = (wanted === undefined ? undefined : await probe(wanted)) ?? (await probe(0));
  if (port !== undefined) return port;
  throw new TransientFault('no-free-port', `No port is free on ${LOOPBACK}. End what holds so many, and try again`);
}

const probe = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' ? address?.port : undefined);
      });
    });
  });
