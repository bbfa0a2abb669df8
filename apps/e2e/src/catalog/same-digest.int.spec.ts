import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RebuiltImage } from '@quench/builder-feature';
import type { Image } from '../factory/factory-world.js';
import { Elsewhere } from './elsewhere.js';
import { HANG_MS, RealFactory } from './real-factory.js';
import { shippedStream } from './shipped-catalog.js';

let factory: RealFactory;

async function write(...names: readonly string[]): Promise<void> {
  for (const name of names) await factory.catalog.write(await shippedStream(name));
}
let images: readonly Image[];

beforeAll(async () => {
  factory = await RealFactory.create({ threads: 3 });
  await write('nginx', 'static');
  const { code, err } = await factory.upOnce();
  if (code !== 0) throw new Error(err);
  images = await factory.images();
}, HANG_MS);
afterAll(() => factory.close(), HANG_MS);

/** Of an image for two platforms. */
const EQUAL = { equal: true, platforms: [{ planted: [] }, { planted: [] }] };
const nameOf = ({ image, digest, recipe, verdict }: Image): object => ({ image, digest, recipe, verdict });

describe('the same recipe', () => {
  it(
    'gives the same image to an ordinary user with other umask, time zone, locale, directory and number of threads',
    async () => {
      const config = await factory.settings({ threads: 1 });
      const elsewhere = await Elsewhere.create(factory.catalog.path, config);
      try {
        const { code, err } = await elsewhere.upOnce();
        expect({ code, err }).toMatchObject({ code: 0 });
        const other = await elsewhere.images();
        expect(other.map(nameOf)).toStrictEqual(images.map(nameOf));
        expect(other.every(({ verdict }) => verdict === 'approved')).toBe(true);
      } finally {
        await elsewhere.remove();
      }
    },
    HANG_MS,
  );

  it(
    'gives the same image after every cache was deleted',
    async () => {
      await rm(join(factory.quench.data, 'cache'), { recursive: true, force: true });
      for (const { image } of images) {
        expect(await factory.quench.json('rebuild', image)).toMatchObject(EQUAL);
      }
      const fewer = { image: 'fewer', packages: ['base-files', 'netbase'] };
      await factory.catalog.write({ ...(await shippedStream('static')), ...fewer });
      expect(await factory.upOnce()).toMatchObject({ code: 0 });
      expect((await factory.images()).filter(({ image }) => image !== 'fewer')).toStrictEqual(images);
    },
    HANG_MS,
  );
});

interface LayerRecord {
  readonly digest: string;
}

/** Makes the cache say that the layer of one package is that of another. */
async function plant(image: string, name: string, other: string): Promise<{ readonly claimed: string; made: string }> {
  const { layers } = await factory.built(image);
  const layerOf = (of: string): string =>
    layers.find(({ packages }) => packages.some((purl) => purl.includes(`/${of}@`)))?.digest ?? '';
  const folder = join(factory.quench.data, 'cache', 'layers');
  const records = await Promise.all(
    (await readdir(folder)).map(async (file) => {
      const path = join(folder, file);
      return { path, record: JSON.parse(await readFile(path, 'utf8')) as LayerRecord };
    }),
  );
  const [victim, planted] = [name, other].map((of) => records.find(({ record }) => record.digest === layerOf(of)));
  if (victim === undefined || planted === undefined) throw new Error(`no record of ${name} or ${other}`);
  const { digest, diffId, sizeBytes } = planted.record as LayerRecord & { diffId: string; sizeBytes: number };
  await writeFile(victim.path, JSON.stringify({ ...victim.record, digest, diffId, sizeBytes }));
  return { claimed: digest, made: victim.record.digest };
}

describe('a wrong layer in the cache', () => {
  it(
    'is found by a rebuild of an image that was built before it came, and replaced',
    async () => {
      const before = await factory.image('static');
      const { claimed, made } = await plant('static', 'tzdata', 'netbase');
      const { code, out } = await factory.quench.run('rebuild', 'static', '--json');
      expect(code).toBe(1);
      const [amd64] = (JSON.parse(out) as RebuiltImage).platforms;
      expect(amd64).toMatchObject({ platform: 'linux/amd64', equal: true, planted: [claimed] });
      const [diverged] = await factory.facts(before.recipe['linux/amd64'] ?? '', 'builder.BuildDiverged.v1');
      expect(diverged?.['differing']).toStrictEqual(expect.arrayContaining([claimed, made]));
      expect(await factory.quench.json('rebuild', 'static')).toMatchObject(EQUAL);
      expect(await factory.image('static')).toStrictEqual(before);
    },
    HANG_MS,
  );

  it(
    'is found by a rebuild of an image that was made with it, which then has two manifests',
    async () => {
      await plant('static', 'tzdata', 'netbase');
      await write('base');
      expect(await factory.upOnce()).toMatchObject({ code: 0 });
      const before = await factory.image('base');
      const { code, out } = await factory.quench.run('rebuild', 'base', '--json');
      expect(code).toBe(1);
      const { equal, published, platforms } = JSON.parse(out) as RebuiltImage;
      const [result] = platforms;
      expect({ equal, published }).toEqual({ equal: false, published: before.digest });
      expect(await factory.facts(before.recipe['linux/amd64'] ?? '', 'builder.BuildDiverged.v1')).toMatchObject([
        { first: result?.published, second: result?.rebuilt },
      ]);
      expect(await factory.image('base')).toStrictEqual(before);
    },
    HANG_MS,
  );
});

describe('a wrong index in the cache', () => {
  it(
    'is not believed by a rebuild, which reads the signed one',
    async () => {
      const folder = join(factory.quench.data, 'cache', 'derived');
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const [smallest] = (await Promise.all(paths.map((path) => readFile(path)))).sort((a, b) => a.length - b.length);
      // Whole and with the right hash behind it, but it names hardly any package.
      for (const path of paths) await writeFile(path, smallest ?? '');
      expect(paths.length).toBeGreaterThan(1);
      expect(await factory.quench.json('rebuild', 'static')).toMatchObject(EQUAL);
    },
    HANG_MS,
  );
});
