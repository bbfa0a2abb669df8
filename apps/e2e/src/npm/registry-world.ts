import { FactoryWorld } from '../factory/factory-world.js';
import { MiniRegistry } from './mini-registry.js';

const SETTING = 'npm_config_registry';

interface Lock {
  readonly packages: readonly { readonly purl: string }[];
}

/** A factory with a package named `page` in its archive, and the registry that npm's configuration names meanwhile. */
export class RegistryWorld {
  private constructor(
    readonly factory: FactoryWorld,
    readonly registry: MiniRegistry,
    private readonly before: string | undefined,
  ) {}

  static async start(): Promise<RegistryWorld> {
    const registry = await MiniRegistry.start();
    const before = process.env[SETTING];
    process.env[SETTING] = registry.base;
    const page = { name: 'page', version: '1.0-1', files: { 'usr/share/page/index': 'page\n' } };
    return new RegistryWorld(await FactoryWorld.start([page]), registry, before);
  }

  /** The purls of what an image is locked to. */
  async locked(image: string): Promise<readonly string[]> {
    const { packages } = await this.factory.quench.json<Lock>('image', 'lock', image);
    return packages.map(({ purl }) => purl);
  }

  async close(): Promise<void> {
    if (this.before === undefined) Reflect.deleteProperty(process.env, SETTING);
    else process.env[SETTING] = this.before;
    await this.factory.close();
    await this.registry.close();
  }
}
