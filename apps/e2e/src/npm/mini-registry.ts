import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { writeTar } from '@quench/testing';

interface Published {
  readonly tarball: Uint8Array;
  readonly publishedAt: string;
}

/** A registry of npm on loopback, to which specs publish. */
export class MiniRegistry {
  /** What was asked of it, by path. */
  readonly asked: string[] = [];
  private readonly packages = new Map<string, Map<string, Published>>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<MiniRegistry> {
    const server = createServer();
    const registry = new MiniRegistry(server);
    server.on('request', ({ url = '' }, response) => {
      registry.asked.push(url);
      const body = registry.answer(url);
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get base(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/`;
  }

  /** @param files by path in the package @returns the integrity, as lock files write it */
  publish(name: string, version: string, files: Readonly<Record<string, string>>): string {
    const all = { 'package.json': JSON.stringify({ name, version }), ...files };
    const entries = Object.entries(all).map(([path, content]) => ({ path: `package/${path}`, content }));
    const published = { tarball: gzipSync(writeTar(entries)), publishedAt: new Date().toISOString() };
    this.packages.set(name, new Map([...(this.packages.get(name) ?? []), [version, published]]));
    return integrityOf(published);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(url: string): string | Uint8Array | undefined {
    const [, name = '', file] = /^\/([^/]+)(?:\/-\/(.*))?$/.exec(url) ?? [];
    const releases = this.packages.get(name);
    if (releases === undefined) return undefined;
    if (file !== undefined) return releases.get(file.slice(name.length + 1, -'.tgz'.length))?.tarball;
    const versions = [...releases].map(([version, one]) => {
      const dist = { tarball: `${this.base}${name}/-/${name}-${version}.tgz`, integrity: integrityOf(one) };
      return [version, { name, version, dist }];
    });
    const time = [...releases].map(([version, { publishedAt }]) => [version, publishedAt]);
    return JSON.stringify({ name, versions: Object.fromEntries(versions), time: Object.fromEntries(time) });
  }
}

const integrityOf = ({ tarball }: Published): string =>
  `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
