import { once } from 'node:events';
import { connect, createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';

/** What happens to bytes between a client and a server. What is not said is as in a quiet network. */
export interface Weather {
  /** New connections are closed at once. */
  readonly refuse?: boolean;
  /** Connections stay, and nothing gets through them any more: a cable that was pulled. */
  readonly silent?: boolean;
  /** What servers answer is thrown away, and the connection is cut after so many bytes of it. */
  readonly loseAnswersAfter?: number;
  /** What goes either way is this much later, in milliseconds. */
  readonly delayMs?: number;
  /** What goes either way comes in pieces of so many bytes. */
  readonly slice?: number;
}

/**
 * A road between clients and one server on loopback, on which anything may happen. With `tls` clients must encrypt, and
 * the server does not know.
 */
export class FaultProxy {
  /** Connections that were made since the beginning. */
  connections = 0;
  private weather: Weather = {};
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private target: number,
  ) {}

  /** @param target the server's port; 0 until {@link leadTo} says it */
  static async open(target = 0, tls?: TlsOptions): Promise<FaultProxy> {
    const server = tls === undefined ? createPlainServer() : createTlsServer(tls);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new FaultProxy(server, (server.address() as { readonly port: number }).port, target);
    server.on(tls === undefined ? 'connection' : 'secureConnection', (client: Socket) => {
      proxy.connected(client);
    });
    server.on('tlsClientError', () => undefined);
    return proxy;
  }

  leadTo(target: number): void {
    this.target = target;
  }

  /** From now on, also for connections that are there. */
  set(weather: Weather): void {
    this.weather = weather;
  }

  /** Cuts all connections: clients see a reset. */
  cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private connected(client: Socket): void {
    this.connections += 1;
    if (this.weather.refuse === true) {
      client.destroy();
      return;
    }
    const server = connect({ host: '127.0.0.1', port: this.target });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(one);
      one
        .on('error', () => undefined)
        .on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
    }
    void this.pass(client, server, (bytes) => bytes);
    let answered = 0;
    void this.pass(server, client, (bytes) => {
      const limit = this.weather.loseAnswersAfter;
      if (limit === undefined) return bytes;
      answered += bytes.length;
      if (answered > limit) client.resetAndDestroy();
      return undefined;
    });
  }

  private async pass(from: Socket, to: Socket, through: (bytes: Buffer) => Buffer | undefined): Promise<void> {
    try {
      for await (const chunk of from) {
        const bytes = this.weather.silent === true ? undefined : through(chunk as Buffer);
        if (bytes !== undefined) await this.write(to, bytes);
      }
      to.end();
    } catch {
      // What happens to a connection that fails is told to its two ends.
    }
  }

  private async write(to: Socket, bytes: Buffer): Promise<void> {
    const { delayMs, slice = bytes.length } = this.weather;
    if (delayMs !== undefined) await sleep(delayMs);
    for (let from = 0; from < bytes.length; from += slice) {
      if (!to.write(bytes.subarray(from, from + slice))) await once(to, 'drain');
      // A turn of the loop, so that the pieces are not sent together.
      if (slice < bytes.length) await sleep(0);
    }
  }
}
