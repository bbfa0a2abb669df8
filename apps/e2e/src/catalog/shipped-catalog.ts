import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The catalog that Quench comes with. */
export const shippedCatalog = fileURLToPath(new URL('../../../../catalog', import.meta.url));

/** A definition file as data. */
export type Definition = Readonly<Record<string, unknown>>;

/** Names of all images, sorted. */
export async function shippedImages(): Promise<readonly string[]> {
  const files = await readdir(shippedCatalog);
  return files
    .filter((file) => extname(file) === '.yaml' && file !== 'policy.yaml')
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

export async function shippedDefinition(image: string): Promise<Definition> {
  return parse(await readFile(join(shippedCatalog, `${image}.yaml`), 'utf8')) as Definition;
}

/**
 * The definition with its first version stream and one platform alone, as if there were no others: they would be built
 * beside it, and tell nothing more.
 */
export async function shippedLine(image: string): Promise<Definition> {
  const { place, ...definition } = await shippedStream(image);
  return { ...definition, ...(place !== undefined && { place: ofOnePlatform(place as Placed) }), platforms: undefined };
}

type Placed = Readonly<Record<string, { readonly package: string | Readonly<Record<string, string>> }>>;

const ofOnePlatform = (place: Placed): Placed =>
  Object.fromEntries(
    Object.entries(place).map(([path, { package: of, ...one }]) => [
      path,
      { ...one, package: typeof of === 'string' ? of : (of['linux/amd64'] ?? '') },
    ]),
  );

/** As `shippedLine`, for all of its platforms. */
export async function shippedStream(image: string): Promise<Definition> {
  const { streams = {}, ...definition } = await shippedDefinition(image);
  const [own = {}] = Object.values(streams as Readonly<Record<string, Definition>>);
  const env = { ...(definition['env'] as object | undefined), ...(own['env'] as object | undefined) };
  return { ...definition, ...own, env, variants: undefined, endOfLife: undefined, replacement: undefined };
}

/** A catalog folder made of some shipped definitions, whole or changed. */
export class CatalogFolder {
  private constructor(readonly path: string) {}

  /** Holds the files that the shipped definitions copy, and no definition yet. */
  static async create(path: string): Promise<CatalogFolder> {
    const isDefinition = (file: string): boolean => dirname(file) === shippedCatalog && extname(file) === '.yaml';
    await cp(shippedCatalog, path, { recursive: true, filter: (file) => !isDefinition(file) });
    return new CatalogFolder(path);
  }

  /** Puts shipped definitions in, or replaces what was written under their names. */
  async ship(...images: readonly string[]): Promise<void> {
    for (const image of images) {
      await cp(join(shippedCatalog, `${image}.yaml`), join(this.path, `${image}.yaml`));
    }
  }

  /** Puts shipped definitions in, without most of what takes long: see {@link shippedBriefly}. */
  async shipBriefly(...images: readonly string[]): Promise<void> {
    for (const image of images) await this.write(await shippedBriefly(image));
  }

  async write(definition: Definition): Promise<void> {
    await this.writeAsset(`${String(definition['image'])}.yaml`, JSON.stringify(definition));
  }

  async writeAsset(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(this.path, path)), { recursive: true });
    await writeFile(join(this.path, path), content);
  }
}

/** The image whose variant to build in stands for those of all: they are ten times as large as what is run. */
export const TO_BUILD_IN = 'python';

/** The definition with all of its version streams, or where it has variants with the one that is handed out as `latest`. */
async function shippedBriefly(image: string): Promise<Definition> {
  const definition = await shippedDefinition(image);
  const { streams, variants } = definition as {
    readonly streams?: Readonly<Record<string, Definition>>;
    variants?: object;
  };
  const newest = Object.entries(streams ?? {}).filter(([, { channels }]) => (channels as string[]).includes('latest'));
  if (variants === undefined || streams === undefined) return definition;
  const brief = { ...definition, streams: Object.fromEntries(newest) };
  return image === TO_BUILD_IN ? brief : { ...brief, variants: undefined };
}
