import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from '../factory/factory-world.js';
import { Quench, type Answer, type Started } from '../factory/quench.js';
import { CatalogFolder } from './shipped-catalog.js';

/** Longer than the whole catalog takes on a slow machine. */
export const HANG_MS = 900_000;

/** A manifest that was built, as `history` tells it. */
export interface Built {
  readonly manifest: string;
  readonly layers: readonly { readonly digest: string; readonly packages: readonly string[] }[];
  readonly cost: { readonly layersBuilt: number; readonly layersReused: number };
}

/** A factory on the archives that this machine is configured for, with a catalog folder of its own. */
export class RealFactory {
  private constructor(
    readonly quench: Quench,
    readonly catalog: CatalogFolder,
    private readonly folder: string,
  ) {}

  /** @param settings of the configuration file */
  static async create(settings: Readonly<Record<string, unknown>> = {}): Promise<RealFactory> {
    const folder = await mkdtemp(join(tmpdir(), 'quench catalog '));
    const config = await writeSettings(folder, settings);
    const catalog = await CatalogFolder.create(join(folder, 'catalog'));
    return new RealFactory(await Quench.create(config), catalog, folder);
  }

  /** Writes a configuration file for another factory; answers its path. */
  settings(settings: Readonly<Record<string, unknown>>): Promise<string> {
    return writeSettings(this.folder, settings, 'other.yaml');
  }

  /** `up --once`, however long it takes. */
  upOnce(): Promise<Answer> {
    return this.quench.start('up', '--once', '--catalog', this.catalog.path).ended;
  }

  /** An `up` that has done a round, serves, and goes on until it is stopped. @throws Error when it ends before */
  async serving(): Promise<Started> {
    const up = this.quench.start('up', '--catalog', this.catalog.path);
    const served = new Promise<void>((resolve) => {
      up.process.stderr?.on('data', () => {
        if (up.said().includes('watching archives and catalog')) resolve();
      });
    });
    const ended = up.ended.then(() => {
      throw new Error(`up ended:\n${up.said()}`);
    });
    await Promise.race([served, ended]);
    return up;
  }

  images(): Promise<readonly Image[]> {
    return this.quench.ask('image', 'list');
  }

  async image(name: string): Promise<Image> {
    const found = (await this.images()).find(({ image }) => image === name);
    if (found === undefined) throw new Error(`image list has no ${name}`);
    return found;
  }

  /** The tests that an image has passed, each with its platform: `linux/arm64 probe`. */
  async passed(image: string): Promise<readonly string[]> {
    type Runs = readonly { readonly platform: string; readonly name: string; readonly outcome: string }[];
    const { runs } = await this.quench.ask<{ readonly runs: Runs }>('test', 'list', image);
    return runs.flatMap(({ platform, name, outcome }) => (outcome === 'passed' ? [`${platform} ${name}`] : []));
  }

  /** What was first built from an image's recipe. */
  async built(name: string): Promise<Built> {
    const { recipe } = await this.image(name);
    const [built] = await this.facts(recipe['linux/amd64'] ?? '', 'builder.ManifestBuilt.v1');
    if (built === undefined) throw new Error(`the history of ${name} has no manifest`);
    return built as unknown as Built;
  }

  /** Data of all events of one type in the history of a thing. */
  async facts(subject: string, type: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const facts = await this.quench.json<readonly { type: string; data: Readonly<Record<string, unknown>> }[]>(
      'history',
      subject,
    );
    return facts.filter((fact) => fact.type === type).map(({ data }) => data);
  }

  async close(): Promise<void> {
    await this.quench.remove();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function writeSettings(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
  name = 'quench.yaml',
): Promise<string> {
  await writeFile(join(folder, name), JSON.stringify({ gatewayPort: 0, ...settings }));
  return join(folder, name);
}
