import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FactoryWorld, helloDefinition } from './factory-world.js';
import { helloPackage } from './hello-program.js';

/** Longer than all waits of one story. */
const HANG_MS = 400_000;
const IMAGES = ['a', 'b', 'c', 'd'].map((letter) => `hello-${letter}`);

let world: FactoryWorld;

const plain = (image: string): string => helloDefinition(image);
const written = (...lines: readonly string[]): string =>
  [
    'image: hello-e',
    'summary: A server that says which release it is',
    'distribution: debian/trixie',
    'channels: [latest]',
    ...lines,
    '',
  ].join('\n');

/** What `catalog check` says of the folder with one more file, which goes again. */
async function checked(text: string): Promise<{ readonly code: number | null; readonly problems: readonly string[] }> {
  await world.write('hello-e.yaml', text);
  const { code, out } = await world.quench.run('catalog', 'check', world.catalog, '--json');
  await rm(join(world.catalog, 'hello-e.yaml'));
  return { code, ...(JSON.parse(out) as { problems: readonly string[] }) };
}

beforeAll(async () => {
  world = await FactoryWorld.start([helloPackage('1.0-1')]);
  for (const image of IMAGES) await world.write(`${image}.yaml`, plain(image));
  expect(await world.upOnce()).toMatchObject({ code: 0 });
}, HANG_MS);
afterAll(() => world.close());

describe('a catalog', () => {
  it.each([
    [
      'a mistyped key',
      ['pakages: [hello-server]'],
      /^hello-e\.yaml:5: unknown key "pakages"\. Did you mean "packages"\?/m,
    ],
    [
      'a key that is not enforced',
      ['packages: [hello-server]', 'streams: [1]'],
      /^hello-e\.yaml:6: unknown key "streams"/m,
    ],
    [
      'a mistyped value',
      ['packages: [hello-server]', 'platforms: [linux/amd46]'],
      /^hello-e\.yaml:6: .* Did you mean "linux\/amd64"\?/m,
    ],
    ['YAML that ends too early', ['packages: [hello-server'], /^hello-e\.yaml:\d+: /],
    [
      'a file that is not there',
      ['packages: [hello-server]', 'files: { /etc/hello: { from: helo.txt } }'],
      /^hello-e\.yaml:6: .*no file "helo\.txt"/,
    ],
  ])(
    'with %s is refused with file, line and what was expected',
    async (_what, lines, said) => {
      const { code, problems } = await checked(written(...lines));
      expect(code).toBe(1);
      expect(problems.join('\n')).toMatch(said);
    },
    HANG_MS,
  );

  it(
    'with a distribution that nobody knows is refused',
    async () => {
      const text = written('packages: [hello-server]').replace('debian/trixie', 'debian/trixi');
      const { code, problems } = await checked(text);
      expect(code).toBe(1);
      expect(problems.join('\n')).toContain('Known: debian/trixie');
    },
    HANG_MS,
  );

  it(
    'with two definitions of one name is refused whole, by up as well',
    async () => {
      await world.write('other.yaml', plain('hello-a'));
      const { code, err } = await world.upOnce();
      await rm(join(world.catalog, 'other.yaml'));
      expect(code).toBe(2);
      expect(err).toContain('other.yaml: image: "hello-a" is already defined in hello-a.yaml');
      expect(err).toContain('[catalog-refused]');
    },
    HANG_MS,
  );

  it(
    'that was emptied retires nothing, unless the images are named',
    async () => {
      await Promise.all(IMAGES.map((image) => rm(join(world.catalog, `${image}.yaml`))));
      const { code, err } = await world.upOnce();
      expect(code).toBe(2);
      expect(err).toContain(`The folder lacks 4 of 4 images (${IMAGES.join(', ')})`);
      expect(await world.quench.json('image', 'list')).toHaveLength(4);
      const named = IMAGES.flatMap((image) => ['--retire', image]);
      expect(await world.quench.json('catalog', 'apply', world.catalog, ...named)).toMatchObject({ retired: IMAGES });
      expect(await world.upOnce()).toMatchObject({ code: 0 });
      expect(await world.quench.json('image', 'list')).toStrictEqual([]);
      expect(await world.quench.json('channel', 'list')).toStrictEqual([]);
    },
    HANG_MS,
  );
});

describe('the command line', () => {
  it.each([
    [['catalog', 'check', '/no/such folder'], 2, 'catalog-unreadable'],
    [['image', 'lock', 'helo'], 2, 'image-unknown'],
    [['channel', 'move', 'hello-a', 'sha256:0', '--reason', 'x'], 2, 'reference-malformed'],
    [['imgae'], 2, 'image'],
    [['up', '--one'], 2, '--once'],
  ] as const)(
    'answers %j with code %i and a reason',
    async (args, code, said) => {
      const answer = await world.quench.run(...args);
      expect(answer).toMatchObject({ code, out: '' });
      expect(answer.err).toContain(said);
    },
    HANG_MS,
  );
});
