import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an archive does wrong. */
export type ArchiveFault =
  /** A signed text that was changed afterwards. */
  | 'forged'
  /** The first half of each InRelease. */
  | 'truncated'
  /** The InRelease before the newest one. */
  | 'replayed'
  /** One flipped byte in each index. */
  | 'flipped-index'
  /** One flipped byte in each .deb. */
  | 'flipped-pool'
  /** 404 for each .deb. */
  | 'missing-pool'
  /** 404 for each index by hash. */
  | 'missing-index'
  /** Answers that never end. */
  | 'slow'
  /** 429 with `Retry-After: 7`. */
  | 'throttled'
  /** 503. */
  | 'unavailable';

/** What a server answers from; paths start with `/`. */
export interface ServedFiles {
  current(path: string): Uint8Array | undefined;
  previous(path: string): Uint8Array | undefined;
}

/** HTTP over 127.0.0.1 that counts and can misbehave. */
export class ArchiveServer {
  readonly requests: string[] = [];
  fault: ArchiveFault | undefined;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(files: ServedFiles): Promise<ArchiveServer> {
    const server = createServer((request, response) => {
      archive.answer(request, response, files);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const archive = new ArchiveServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return archive;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse, files: ServedFiles): void {
    const path = decodeURIComponent(request.url ?? '/');
    this.requests.push(path);
    if (this.fault === 'throttled') return end(response, 429, { 'retry-after': '7' });
    if (this.fault === 'unavailable') return end(response, 503);
    const body = this.bodyOf(path, files);
    if (body === undefined) return end(response, 404);
    response.writeHead(200, { 'content-length': body.length });
    if (this.fault === 'slow') response.write(body.subarray(0, 1));
    else response.end(body);
  }

  private bodyOf(path: string, files: ServedFiles): Uint8Array | undefined {
    const kind = path.endsWith('/InRelease') ? 'release' : path.includes('/pool/') ? 'pool' : 'index';
    if (this.fault === `missing-${kind}`) return undefined;
    const body = this.fault === 'replayed' ? files.previous(path) : files.current(path);
    if (body === undefined) return undefined;
    if (this.fault === `flipped-${kind}`) return flipped(body);
    if (this.fault === 'truncated' && kind === 'release') return body.subarray(0, body.length / 2);
    if (this.fault === 'forged' && kind === 'release') {
      return Buffer.from(body.toString().replace('Description: A', 'Description: B'));
    }
    return body;
  }
}

function flipped(body: Uint8Array): Uint8Array {
  const copy = Buffer.from(body);
  const at = Math.floor(copy.length / 2);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers);
  response.end();
}
