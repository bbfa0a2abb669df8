import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { TransientFault } from '@quench/kernel';
import type { Log } from '@quench/ports';
import { carriesToken } from './bearer.js';
import { json, problem, type Endpoint, type EndpointReply } from './endpoint.js';
import { openApi } from './open-api.js';

const LIMITS = { headerBytes: 16_384, headersTimeoutMs: 10_000, idleMs: 60_000, connections: 256 } as const;
const HOST = '127.0.0.1';

export interface EndpointServerOptions {
  readonly service: string;
  readonly version: string;
  readonly endpoints: readonly Endpoint[];
  /** What `token` endpoints ask for. */
  readonly token: string;
  readonly log: Log;
}

/**
 * A service's own HTTP: health, metrics, its feed and the OpenAPI document of these, on loopback. Every endpoint names
 * its guard; what is not in the table does not exist.
 */
export class EndpointServer {
  private readonly server: Server;
  private readonly byPath: ReadonlyMap<string, Endpoint>;

  constructor(private readonly options: EndpointServerOptions) {
    const { service, version, endpoints } = options;
    const document: Endpoint = {
      path: '/openapi.json',
      guard: 'public',
      summary: 'This document.',
      answers: { 200: 'OpenAPI 3.1.' },
      handle: async () => json(200, openApi(service, version, all)),
    };
    const all: readonly Endpoint[] = [...endpoints, document];
    this.byPath = new Map(all.map((endpoint) => [endpoint.path, endpoint]));
    this.server = createServer({ maxHeaderSize: LIMITS.headerBytes }, (request, response) => {
      void this.answer(request, response);
    });
    this.server.headersTimeout = LIMITS.headersTimeoutMs;
    this.server.maxConnections = LIMITS.connections;
    this.server.timeout = LIMITS.idleMs;
  }

  /**
   * @param port 0 leaves the choice to the system
   * @returns `http://127.0.0.1:<port>`
   * @throws TransientFault `endpoint-port-taken`
   */
  async listen(port: number): Promise<string> {
    this.server.listen({ host: HOST, port });
    try {
      await once(this.server, 'listening');
    } catch (cause) {
      const message = `${this.options.service} cannot listen on port ${String(port)}: ${String(cause)}. Free it, or name another`;
      throw new TransientFault('endpoint-port-taken', message, { cause });
    }
    return `http://${HOST}:${String((this.server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
    // Answers take milliseconds; connections that are kept alive would take a minute.
    this.server.closeAllConnections();
    await closed;
  }

  /** Never rejects: whatever goes wrong is this request's alone. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = await this.reply(request).catch((fault: unknown) => {
      this.options.log.error('endpoint-failed', { url: request.url, reason: String(fault) });
      return problem(500, 'internal', 'The answer could not be made; the log says why.');
    });
    const { status, contentType, body } = reply;
    const head = { 'Content-Type': contentType, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
    const refused = status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
    response.writeHead(status, { ...head, ...refused, 'Content-Length': String(Buffer.byteLength(body)) });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  private async reply({ method, url = '/', headers }: IncomingMessage): Promise<EndpointReply> {
    if (method !== 'GET' && method !== 'HEAD') return problem(405, 'method-not-allowed', 'Only GET and HEAD.');
    const at = URL.parse(url, `http://${HOST}`);
    if (at === null) return problem(400, 'malformed-input', 'Not a URL.');
    const { pathname, searchParams } = at;
    const endpoint = this.byPath.get(pathname);
    if (endpoint === undefined) return problem(404, 'not-found', `No ${pathname} here; see /openapi.json.`);
    if (endpoint.guard === 'token' && !carriesToken(headers.authorization, this.options.token)) {
      return problem(401, 'token-wrong', 'The token of services is missing or wrong.');
    }
    return endpoint.handle({ query: Object.fromEntries(searchParams) });
  }
}
