import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import {
  lockStream,
  type ImageBuilt,
  type LockDocument,
  type LockResolved,
  type ManifestBuilt,
} from '@quench/contracts';
import { IntegrityFault, TransientFault, type Digest } from '@quench/kernel';
import { Documents, Service, type Claim, type Completion, type Moot } from '@quench/ports';
import { TOY_TIME } from '@quench/testing';
import { givenBuilder } from '../builder-world.fixture.js';
import { BuilderResync } from '../builder-resync.js';
import { BuildWorker } from './build.worker.js';
import { LineImage } from './line-image.js';

const builder = givenBuilder();

const LEASE_MS = 60_000;
const releases = [
  { name: 'nginx', version: '1.10.0', depends: ['zlib'] },
  { name: 'zlib', version: '1.0' },
];
const BOTH = ['linux/amd64', 'linux/arm64'];
const report = async (platforms?: string[]): Promise<void> => {
  builder.world.publish(releases);
  await builder.world.report(undefined, platforms);
};
const told = async (): Promise<readonly string[]> =>
  (await builder.world.recorded()).filter((name) => /^(Build|Manifest|Image)/.test(name));
const built = (): Promise<readonly ManifestBuilt[]> => builder.world.facts('ManifestBuilt');
const locked = async (): Promise<LockResolved> =>
  (await builder.world.facts<LockResolved>('LockResolved'))[0] as LockResolved;
const documents = () => new Documents(builder.world.content);
/** Starts the service without what does some kind of work. */
const without = (kind: string): void => {
  const { projections, reactors, workers } = builder.app.get(Service);
  const others = workers.filter((worker) => worker.kind !== kind);
  builder.world.start({ name: 'builder', projections, reactors, workers: others, resyncs: [], gauges: [] });
};
const claim = async (): Promise<Claim> => {
  const claimed = await builder.world.queue.claim({ kind: 'build', worker: 'test', leaseMs: LEASE_MS });
  if (claimed === undefined) throw new Error('Nothing to claim');
  return claimed;
};
const work = async (claimed: Claim, signal = new AbortController().signal): Promise<Completion | Moot> => {
  const completion = await builder.app.get(BuildWorker).work(claimed, signal);
  if ('leftToOthers' in completion) throw new Error(completion.leftToOthers);
  return completion;
};
const complete = (claimed: Claim, completion: Completion | Moot): Promise<boolean> =>
  builder.world.transactor.run(async (tx) => {
    if (typeof completion === 'function') await completion(tx);
    if (!(await builder.world.queue.finish(claimed, tx))) throw new Error('claim lost');
    return true;
  });

describe('work for an image that left the catalog', () => {
  const key = 'nginx/default/prod';
  const other = { packages: ['zlib'] };
  const reasons = async () =>
    (await builder.world.queue.list({ limit: 20 })).map(({ kind, state, reason }) =>
      `${kind} ${state} ${reason ?? ''}`.trim(),
    );

  it('is done without effect, and says why', async () => {
    without('build');
    await builder.apply({ nginx: {}, other });
    await report();
    await builder.apply({ other });
    const late = ['lock', 'image'].map((kind) => ({ kind, key }));
    await builder.world.queue.enqueue(late, { causes: [], correlationId: 'late' });
    builder.world.start(builder.app.get(Service));
    await builder.world.settle();
    expect(await told()).toStrictEqual(['BuildStarted', 'ManifestBuilt', 'ImageBuilt']);
    expect(await reasons()).toEqual(
      expect.arrayContaining([
        'lock done definition-retired: nginx is not in the catalog',
        'image done definition-retired: nginx is not in the catalog',
        'build done not-wanted: no image of the catalog is locked to this recipe',
        'build done',
      ]),
    );
  });

  it('is done after all when the image comes back', async () => {
    without('build');
    await builder.apply({ nginx: {} });
    await report();
    await builder.apply({ other });
    builder.world.start(builder.app.get(Service));
    await builder.world.settle();
    await builder.apply({ nginx: {}, other });
    await builder.app.get(BuilderResync).run();
    await builder.world.settle();
    const images = await builder.world.facts<ImageBuilt>('ImageBuilt');
    expect(images.map(({ image }) => image).sort()).toStrictEqual(['nginx', 'other']);
  });
});

describe('a recipe', () => {
  const image = { kind: 'image', key: 'nginx/default/prod' };
  const images = async () => builder.world.queue.list({ kinds: ['image'], limit: 9 });

  it('that is built asks for an image that waits for others too, with its manifest as the cause', async () => {
    without('image');
    await builder.apply({ nginx: { platforms: BOTH } });
    await report(BOTH);
    expect(await told()).toContain('ImageBuilt');
    const manifest = (await builder.world.stores.builder.range(0, 99)).find(({ type }) => type.includes('Manifest'));
    const claimed = await builder.world.queue.claim({ kind: 'image', worker: 'test', leaseMs: LEASE_MS });
    expect(claimed).toMatchObject({ key: image.key, causes: [manifest?.id] });
  });

  it('is built though its image meets a fault, which the work for the image then tells', async () => {
    without('image');
    const fault = new IntegrityFault('content-missing', 'a manifest is gone');
    builder.app.get(LineImage).whole = () => Promise.reject(fault);
    await builder.apply({ nginx: {} });
    await report();
    expect(await told()).toStrictEqual(['BuildStarted', 'ManifestBuilt']);
    expect(await images()).toMatchObject([{ state: 'queued' }]);
    builder.world.start(builder.app.get(Service));
    await expect(builder.world.settle()).rejects.toBe(fault);
  });

  it('of which an earlier version left that images are to be asked for is gathered for', async () => {
    without('image');
    await builder.apply({ nginx: {} });
    await report();
    const [{ recipe } = { recipe: '' }] = (await locked()).recipes;
    await builder.world.queue.enqueue([{ kind: 'gather', key: recipe }], { causes: ['left'], correlationId: 'left' });
    await builder.world.settle();
    expect(await images()).toMatchObject([{ state: 'queued' }]);
    expect(await builder.world.queue.list({ kinds: ['gather'], limit: 9 })).toMatchObject([{ state: 'done' }]);
  });

  it('that was built already asks for its image again', async () => {
    without('image');
    await builder.apply({ nginx: {} });
    await report();
    expect(await images()).toEqual([]);
    const [{ recipe } = { recipe: '' }] = (await locked()).recipes;
    await builder.world.queue.enqueue([{ kind: 'build', key: recipe }], { causes: ['again'], correlationId: 'again' });
    await builder.world.settle();
    expect(await images()).toMatchObject([{ state: 'queued' }]);
    expect(await told()).toStrictEqual(['BuildStarted', 'ManifestBuilt', 'ImageBuilt']);
  });

  it('that is locked again is put together behind no build', async () => {
    await builder.apply({ nginx: {} });
    const version = async (nginx: string): Promise<void> => {
      builder.world.publish([{ name: 'nginx', version: nginx }]);
      await builder.world.report();
    };
    await version('1.0');
    await version('1.1');
    without('build');
    await version('1.0');
    const all = await builder.world.facts<ImageBuilt>('ImageBuilt');
    expect(all.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(all[2]?.index).toBe(all[0]?.index);
  });

  it('is built once, for whatever reason it is asked for', async () => {
    await builder.apply({ nginx: {} });
    await report();
    expect(await told()).toStrictEqual(['BuildStarted', 'ManifestBuilt', 'ImageBuilt']);
    const [{ recipe } = { recipe: '' }] = (await locked()).recipes;
    await builder.world.queue.enqueue([{ kind: 'build', key: recipe }], { causes: [], correlationId: 'again' });
    await builder.world.settle();
    expect(await told()).toHaveLength(3);
  });

  it('gives a manifest with everything that it names held', async () => {
    await builder.apply({ nginx: {} });
    await report();
    const [manifest] = await built();
    const { config, layers, spdx, cyclonedx, provenance } = manifest as ManifestBuilt;
    expect(layers.map(({ packages }) => packages.length)).toStrictEqual([0, 1, 1, 0]);
    for (const digest of [config, spdx, cyclonedx, provenance, ...layers.map((layer) => layer.digest)]) {
      expect(await builder.world.content.stat(digest as Digest)).toBeDefined();
    }
  });

  it('is built with a signed provenance that names every input', async () => {
    await builder.apply({ nginx: {} });
    await report();
    const [manifest] = await built();
    const statement = await builder.world.statements.verify(manifest?.provenance as Digest, 'builder');
    expect(statement.subject).toStrictEqual([
      { name: 'nginx', digest: { sha256: manifest?.manifest.replace('sha256:', '') } },
    ]);
    const { lock, snapshots } = await locked();
    const { packages = [], recipe } = (await documents().read<LockDocument>(lock)).platforms[0] ?? {};
    const wanted = [...packages.map(({ sha256 }) => sha256), ...snapshots, recipe];
    expect(statement.predicate).toMatchObject({
      buildDefinition: {
        externalParameters: { recipe, platform: 'linux/amd64' },
        resolvedDependencies: wanted.map((digest) => ({ digest: { sha256: digest?.replace('sha256:', '') } })),
      },
      runDetails: { builder: { version: { quench: '1.2.3' } } },
    });
  });

  it('whose inputs are damaged fails, and says so once', async () => {
    without('build');
    await builder.apply({ nginx: {} });
    await report();
    const { lock } = await locked();
    const [nginx] = (await documents().read<LockDocument>(lock)).platforms[0]?.packages ?? [];
    builder.world.content.damage(nginx?.sha256 as Digest, Buffer.from('x'));
    builder.world.start(builder.app.get(Service));
    await builder.world.settle();
    const [{ recipe } = { recipe: '' }] = (await locked()).recipes;
    await builder.world.queue.enqueue([{ kind: 'build', key: recipe }], { causes: [], correlationId: 'again' });
    await builder.world.settle();
    expect(await builder.world.facts('BuildFailed')).toMatchObject([{ recipe, code: 'content-corrupt' }]);
    expect(await built()).toStrictEqual([]);
  });

  it('of a lock with a package that no snapshot vouches for is not built', async () => {
    await builder.apply({ nginx: {} });
    await report();
    const honest = await locked();
    const lock = await documents().read<LockDocument>(honest.lock);
    const [platform] = lock.platforms;
    const { digest: sha256, size } = await builder.world.content.write(Buffer.from('{"entries":[]}'));
    const miner = { ...platform?.packages[0], name: 'miner', purl: 'pkg:deb/debian/miner@1', sha256, size };
    const recipe = await documents().write({ ...(await documents().read<object>(platform?.recipe ?? '')), miner });
    const forged = await documents().write({ ...lock, platforms: [{ ...platform, recipe, packages: [miner] }] });
    const data = { ...honest, revision: 2, lock: forged, recipes: [{ platform: 'linux/amd64', recipe }] };
    await builder.world.tell('builder', lockStream(honest), { type: 'builder.LockResolved.v1', data });
    expect(await builder.world.facts('BuildFailed')).toMatchObject([{ recipe, code: 'not-authentic' }]);
    expect(await built()).toHaveLength(1);
  });

  it('is given up when the builder.world was in the way at each attempt, and built when it no longer is', async () => {
    builder.world.newestFile = () => {
      throw new TransientFault('package-unreadable', 'the disk is slow');
    };
    await builder.apply({ nginx: {} });
    for (let attempt = 1; attempt < 5; attempt++) {
      await expect(attempt === 1 ? report() : builder.world.pass(2 * LEASE_MS)).rejects.toMatchObject({
        code: 'package-unreadable',
      });
    }
    await builder.world.pass(2 * LEASE_MS);
    expect(await told()).toStrictEqual([...Array(5).fill('BuildStarted'), 'BuildAbandoned']);
    expect(await builder.world.facts('BuildAbandoned')).toMatchObject([
      { attempts: 5, code: 'package-unreadable', detail: 'the disk is slow' },
    ]);
    builder.world.newestFile = () => TOY_TIME;
    await builder.apply({ nginx: {}, web: { packages: ['nginx'] } });
    const [{ recipe } = { recipe: '' }] = (await locked()).recipes;
    await builder.world.queue.enqueue([{ kind: 'build', key: recipe }], { causes: ['news'], correlationId: 'again' });
    await builder.world.settle();
    expect((await built()).map((one) => one.recipe)).toContain(recipe);
  });

  it.each<[string, Error, AbortSignal]>([
    ['a mistake of ours', new TypeError('x is not a function'), new AbortController().signal],
    ['a stop', new TransientFault('work-aborted', 'The work was stopped'), AbortSignal.abort()],
  ])('is not given up because of %s, even at the last attempt', async (_what, fault, signal) => {
    without('build');
    await builder.apply({ nginx: {} });
    await report();
    builder.world.newestFile = () => {
      throw fault;
    };
    await expect(work({ ...(await claim()), attempt: 5 }, signal)).rejects.toThrow();
    expect(await told()).toStrictEqual(['BuildStarted']);
  });

  it('that another worker built meanwhile keeps the first manifest', async () => {
    without('build');
    await builder.apply({ nginx: {} });
    await report();
    const late = await claim();
    const lateCompletion = await work(late);
    await builder.world.pass(2 * LEASE_MS);
    builder.world.newestFile = () => TOY_TIME + 1;
    const second = await claim();
    await complete(second, await work(second));
    await expect(complete(late, lateCompletion)).rejects.toThrow('claim lost');
    expect(await built()).toHaveLength(1);
    expect(await told()).not.toContain('BuildDiverged');
  });
});
