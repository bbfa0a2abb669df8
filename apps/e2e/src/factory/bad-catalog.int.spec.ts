import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FactoryWorld, helloDefinition } from './factory-world.js';
import { helloPackage } from './hello-program.js';
import { waitFor } from './wait-for.js';

/** Longer than all waits of one story. */
const HANG_MS = 400_000;
const IMAGES = ['a', 'b', 'c'].map((letter) => `hello-${letter}`);

let world: FactoryWorld;

const plain = (image: string): string => helloDefinition(image);
/** Mistakes by file, each after four lines that are well, and what is said of it. */
const MISTAKES: Readonly<Record<string, readonly [lines: readonly string[], said: string]>> = {
  'key.yaml': [['pakages: [hello-server]'], 'key.yaml:5: unknown key "pakages". Did you mean "packages"?'],
  'later.yaml': [['packages: [hello-server]', 'witnesses: 2'], 'later.yaml:6: unknown key "witnesses".'],
  'value.yaml': [
    ['packages: [hello-server]', 'platforms: [linux/amd46]'],
    'value.yaml:6: platforms.0: expected one of linux/amd64, linux/arm64, found "linux/amd46". Did you mean "linux/amd64"?',
  ],
  'short.yaml': [['packages: [hello-server'], 'short.yaml:6: '],
  'file.yaml': [
    ['packages: [hello-server]', 'files: { /etc/hello: { from: helo.txt } }'],
    'file.yaml:6: files./etc/hello: the catalog folder has no file "helo.txt"',
  ],
};

const written = (image: string, lines: readonly string[], release = 'debian/trixie'): string =>
  [`image: ${image}`, 'summary: A server', `distribution: ${release}`, 'channels: [latest]', ...lines, ''].join('\n');

beforeAll(async () => {
  world = await FactoryWorld.start([helloPackage('1.0-1')]);
  for (const image of IMAGES) await world.write(`${image}.yaml`, plain(image));
  expect(await world.upOnce()).toMatchObject({ code: 0 });
}, HANG_MS);
afterAll(() => world.close());

describe('a catalog', () => {
  it(
    'with mistakes is refused with all of them: file, line, what was expected and the nearest word',
    async () => {
      for (const [file, [lines]] of Object.entries(MISTAKES)) await world.write(file, written('hello-e', lines));
      await world.write('away.yaml', written('hello-f', ['packages: [hello-server]'], 'debian/trixi'));
      const { code, out } = await world.quench.run('catalog', 'check', world.catalog, '--json');
      for (const file of [...Object.keys(MISTAKES), 'away.yaml']) await world.remove(file);
      expect(code).toBe(1);
      const problems = (JSON.parse(out) as { problems: readonly string[] }).problems.join('\n');
      for (const [, said] of Object.values(MISTAKES)) expect(problems).toContain(said);
      expect(problems).toMatch(
        /^away\.yaml:3: distribution: .*"debian\/trixi" is not known\..* Did you mean "debian\/trixie"\?$/m,
      );
    },
    HANG_MS,
  );

  it(
    'with two definitions of one name is refused whole, while up works on with the edition that it has',
    async () => {
      const said = 'other.yaml:1: image: "hello-a" is already defined in hello-a.yaml; names are unique';
      const { digest: before } = await world.image('hello-a');
      await world.archive.publish('trixie', { put: [helloPackage('1.1-1')] });
      await world.write('other.yaml', plain('hello-a'));
      const { code, out, err } = await world.quench.run('up', '--once', '--catalog', world.catalog, '--json');
      expect(code).toBe(2);
      expect(JSON.parse(out)).toMatchObject({ edition: 1, changed: false, refused: [said] });
      expect(err).toContain('"code":"catalog-refused"');
      expect(err).toContain('none of its edits is applied, and edition 1 is served');
      expect((await world.image('hello-a')).digest).not.toBe(before);
      const refused = { edition: 1, refused: [said], refusedSince: expect.stringMatching(/Z$/) };
      expect(await world.quench.ask('status')).toMatchObject({ catalog: refused });
      await world.remove('other.yaml');
      expect(await world.upOnce()).toMatchObject({ code: 0 });
      const mended = { edition: 2, refused: [], refusedSince: '' };
      expect(await world.quench.ask('status')).toMatchObject({ catalog: mended });
      const wrong = join(world.catalog, 'wrong');
      await mkdir(wrong);
      const other = await world.quench.run('catalog', 'apply', wrong);
      expect(other).toMatchObject({ code: 2, err: expect.stringContaining('other-folder-retires') });
      expect(await world.quench.ask('status')).toMatchObject({ catalog: mended });
    },
    HANG_MS,
  );

  it(
    'that is refused does not keep up from starting, is told, and is applied when it is mended',
    async () => {
      const [first, second] = ['other-a.yaml:1: image: "hello-a"', 'other-b.yaml:1: image: "hello-b"'];
      await world.write('other-a.yaml', plain('hello-a'));
      const up = world.up();
      const told = (text: string) => waitFor(text, () => (up.said().includes(text) ? true : undefined));
      await told(first);
      await told('watching archives and catalog');
      await world.write('other-b.yaml', plain('hello-b'));
      await told(second);
      for (const file of ['other-a.yaml', 'other-b.yaml']) await world.remove(file);
      await told('catalog edition 3');
      up.process.kill('SIGTERM');
      expect(await up.ended).toMatchObject({ code: 0 });
    },
    HANG_MS,
  );

  it(
    'that was emptied retires nothing, unless the images are named',
    async () => {
      await Promise.all(IMAGES.map((image) => rm(join(world.catalog, `${image}.yaml`))));
      const { code, err } = await world.upOnce();
      expect(code).toBe(2);
      expect(err).toContain(`The folder lacks 3 of 3 images (${IMAGES.join(', ')})`);
      expect(await world.quench.ask('image', 'list')).toHaveLength(3);
      const named = IMAGES.flatMap((image) => ['--retire', image]);
      expect(await world.quench.json('catalog', 'apply', world.catalog, ...named)).toMatchObject({ retired: IMAGES });
      expect(await world.upOnce()).toMatchObject({ code: 0 });
      expect(await world.quench.ask('image', 'list')).toStrictEqual([]);
      expect(await world.quench.ask('channel', 'list')).toStrictEqual([]);
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
