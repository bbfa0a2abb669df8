import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readCatalog, type Assets } from '@quench/builder-domain';
import { Configuration } from '@quench/cli';
import { sha256 } from '@quench/kernel';
import { readConfiguration } from '@quench/platform/configuration';
import { parse } from 'yaml';
import { configurationExample } from './configuration.reference.js';
import { root } from './reference.js';

/** The examples of a page that begin with a key. */
const examples = (page: string, key: string): readonly string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)]
    .map(([, text = '']) => text)
    .filter((text) => text.startsWith(`${key}:`));

const GUIDE = 'docs/guides/maintainer.md';
const definitions = [...examples('README.md', 'image'), ...examples(GUIDE, 'image')];
/** A definition up to its tests. */
const withoutTests = (text: string): string => text.slice(0, text.indexOf('tests:'));
/** Tests that are shown alone are tests of an image that has the account and program that they speak of. */
const tests = examples(GUIDE, 'tests').map(
  (text) => `${withoutTests(definitions.findLast((one) => one.includes('\ntests:')) ?? '')}${text}`,
);

/** As far as the schema of definitions says something about keys. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
}

const schema = JSON.parse(readFileSync(join(root, 'docs/reference/definition.schema.json'), 'utf8')) as Shape;

/** What every test may have needs to be shown once. */
const onEveryRung = (key: string): string =>
  key.replace(/^(\.tests\.\*)\.\w+\.(name|packages\.\*|prepare\.\*|timeoutMs)$/, '$1.*.$2');

/** What version streams and variants may say of their own needs to be shown once, for the image. */
const ofImage = (key: string): string =>
  key.replace(
    /^\.(?:streams\.\*|variants\.dev)(?=\.(?:packages|place|project|files|env|run|channels|tests|distribution)(?:\.|$))/,
    '',
  );

const shownOnce = (key: string): string => onEveryRung(ofImage(key));

/** Below this value, what has a name and what has none. */
const inside = ({ items, additionalProperties }: Shape): readonly Shape[] =>
  [items, additionalProperties].filter((shape) => typeof shape === 'object');

/** Every key that may be written, as a path; for names that are free and for places in lists, `*`. */
function mayBeWritten(shape: Shape, path = ''): readonly string[] {
  const below = [
    ...Object.entries(shape.properties ?? {}).flatMap(([name, one]) => mayBeWritten(one, `${path}.${name}`)),
    ...inside(shape).flatMap((one) => mayBeWritten(one, `${path}.*`)),
    ...(shape.anyOf ?? []).flatMap((one) => mayBeWritten(one, path)),
  ];
  return below.length > 0 ? [...new Set(below)] : [path];
}

/** Every key that is written, in the same form. */
function written(value: unknown, shapes: readonly Shape[], path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const all = shapes.flatMap((shape) => [shape, ...(shape.anyOf ?? [])]);
  return Object.entries(value).flatMap(([name, member]) => {
    const named = all.flatMap((shape) => shape.properties?.[name] ?? []);
    return named.length > 0
      ? written(member, named, `${path}.${name}`)
      : written(member, all.flatMap(inside), `${path}.*`);
  });
}

/** The example that one is derived from. */
const parentsOf = (text: string): readonly string[] => {
  const [, parent] = /^from: ([a-z0-9-]+)/m.exec(text) ?? [];
  return definitions.filter((one) => parent !== undefined && one.startsWith(`image: ${parent} `)).slice(0, 1);
};

/** Every file that an example copies, and one in every folder that may be a project. */
const assets = (text: string): Assets =>
  new Map(
    [...text.matchAll(/(?:from: |trust: \[)([^ ,}\]]+)/g)].flatMap(([, from = '']) =>
      [from, `${from}/package.json`].map((path) => [path, { sha256: sha256(path), size: 1 }] as const),
    ),
  );

describe('the examples of the guides', () => {
  it.each(examples('docs/guides/notifications.md', 'notifications'))('are subscriptions: %s', async (text) => {
    const folder = await mkdtemp(join(tmpdir(), 'quench-test-guide-'));
    try {
      const file = join(folder, 'quench.yaml');
      await writeFile(file, text);
      expect((await readConfiguration(Configuration, file)).notifications).toHaveLength(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([...definitions, ...tests])('are well: %s', (text) => {
    const files = [text, ...parentsOf(text)];
    const folder = new Map(files.map((one, index) => [`${String(index)}.yaml`, one]));
    const { definitions: read, problems } = readCatalog({ definitions: folder, assets: assets(files.join('\n')) });
    expect({ problems, images: read.length }).toEqual({ problems: [], images: files.length });
  });

  it('show every key of a definition', () => {
    const shown = [...definitions, ...tests].flatMap((text) => written(parse(text), [schema])).map(shownOnce);
    const missing = mayBeWritten(schema).map(shownOnce);
    expect(missing.filter((key) => !shown.includes(key))).toEqual([]);
    expect(missing.length).toBeGreaterThan(30);
  });

  it('of the configuration are accepted, and show every option', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quench guides '));
    const file = join(folder, 'quench.yaml');
    await writeFile(file, configurationExample);
    const read = await readConfiguration(Configuration, file);
    await rm(folder, { recursive: true });
    expect(Object.keys(parse(configurationExample) as object).sort()).toEqual(Object.keys(read).sort());
  });
});
