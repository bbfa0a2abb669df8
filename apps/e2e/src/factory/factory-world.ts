import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MiniArchive, type MiniPackage } from '@quench/testing';
import { Quench, type Answer, type Started } from './quench.js';

/** One row of `image list`: a line, and what it is called. */
export interface Image {
  readonly image: string;
  readonly repository: string;
  readonly variant: string;
  readonly channels: readonly string[];
  readonly digest: string;
  readonly recipe: Readonly<Record<string, string>>;
  readonly verdict: 'approved' | 'rejected' | 'pending';
  readonly packages: number;
  readonly problem: string;
}

/** One event of `history`. */
export interface Fact {
  readonly type: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A miniature archive, a catalog folder and a factory that is configured for them. */
export class FactoryWorld {
  private constructor(
    readonly archive: MiniArchive,
    readonly quench: Quench,
    /** The catalog. */
    readonly catalog: string,
    /** The configuration file. */
    readonly config: string,
    private readonly folder: string,
  ) {}

  /** Publishes `packages` as trixie. */
  static async start(packages: readonly MiniPackage[]): Promise<FactoryWorld> {
    const archive = await MiniArchive.start();
    await archive.publish('trixie', { put: packages });
    const folder = await mkdtemp(join(tmpdir(), 'quench world '));
    const config = join(folder, 'quench.yaml');
    const settings = { archives: archive.configuration(), pollIntervalMs: 1_000, gatewayPort: 0 };
    await writeFile(config, JSON.stringify(settings));
    const catalog = join(folder, 'catalog');
    await mkdir(catalog);
    return new FactoryWorld(archive, await Quench.create(config), catalog, config, folder);
  }

  /** Writes a file of the catalog folder. */
  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.catalog, path)), { recursive: true });
    await writeFile(join(this.catalog, path), text);
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.catalog, path));
  }

  /** `up --once` */
  upOnce(): Promise<Answer> {
    return this.quench.run('up', '--once', '--catalog', this.catalog);
  }

  /** An `up` that goes on until it is stopped. */
  up(): Started {
    return this.quench.start('up', '--catalog', this.catalog);
  }

  /** Asks the archives now, and brings an image up to date; how that ends is the caller's to judge. */
  build(image: string): Promise<Answer> {
    return this.quench.run('build', image, '--json');
  }

  async image(name: string): Promise<Image> {
    const found = (await this.quench.ask<readonly Image[]>('image', 'list')).find(({ image }) => image === name);
    if (found === undefined) throw new Error(`image list has no ${name}`);
    return found;
  }

  /** Where a channel points. */
  async channel(
    name: string,
  ): Promise<{ readonly index: string; readonly revision: number; readonly frozen: boolean }> {
    const [repository = '', tag] = name.split(':');
    const rows = await this.quench.ask<readonly { tag: string; index: string; revision: number; frozen: boolean }[]>(
      'channel',
      'list',
      repository,
    );
    const found = rows.find((row) => row.tag === tag);
    if (found === undefined) throw new Error(`channel list has no ${name}: ${JSON.stringify(rows)}`);
    return found;
  }

  history(subject: string): Promise<readonly Fact[]> {
    return this.quench.ask('history', subject);
  }

  async close(): Promise<void> {
    // An archive that still listens would keep the test's process alive.
    await this.archive.close();
    await rm(this.folder, { recursive: true, force: true });
    await this.quench.remove();
  }
}

/** The definition of an image of the server. */
export const helloDefinition = (image = 'hello', also: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    image,
    summary: 'A server that says which release it is',
    distribution: { release: 'debian/trixie', pockets: ['release'] },
    packages: ['hello-server'],
    run: { entrypoint: ['/usr/bin/hello-server'], ports: [8080] },
    channels: ['latest'],
    ...also,
  });
