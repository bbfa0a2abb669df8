import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as a receiver got it. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly url: string;
}

/** An HTTP server on loopback that keeps what it gets, and answers as it is told. */
export class HttpReceiver {
  readonly received: Received[] = [];
  private readonly server: Server;

  private constructor(answer: (response: ServerResponse, count: number) => void) {
    this.server = createServer((incoming, response) => {
      void this.keep(incoming).then(() => answer(response, this.received.length));
    });
  }

  /** @param answer is told how many requests there were, this one included */
  static async open(answer: (response: ServerResponse, count: number) => void): Promise<HttpReceiver> {
    const receiver = new HttpReceiver(answer);
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    const address = this.server.address() as AddressInfo;
    return address.port;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}/hidden-path`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async keep(incoming: IncomingMessage): Promise<void> {
    const body = await text(incoming);
    const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
    this.received.push({ headers: Object.fromEntries(headers), body, url: incoming.url ?? '' });
  }
}
