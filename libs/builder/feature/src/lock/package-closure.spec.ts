import { beforeEach, describe, expect, it } from '@jest/globals';
import { TransientFault } from '@quench/kernel';
import type { Dependency, Host, Snapshot } from '@quench/plugin-sdk';
import type { ContentStore } from '@quench/ports';
import { ArchiveWorld, toyDistribution } from '@quench/testing';
import { CheckedSnapshots } from './checked-snapshots.js';
import { PackageClosure } from './package-closure.js';

const SUITE = { origin: 'Example', suite: 'trixie' };
const NAMES = Array.from({ length: 12 }, (_none, index) => `p${String(index).padStart(2, '0')}`);

let world: ArchiveWorld;
let snapshot: Snapshot;
let dependencies: readonly Dependency[];

const closure = (plugin = toyDistribution, host: Host = world.host, content: ContentStore = world.content) =>
  new PackageClosure(new CheckedSnapshots(world.models, { get: () => ({ plugin, host }) }), content);

beforeEach(async () => {
  world = new ArchiveWorld('builder');
  world.publish(NAMES.map((name) => ({ name, version: '1.0' })));
  const options = { previous: undefined, platforms: ['linux/amd64'], now: world.clock.now() };
  snapshot = (await toyDistribution.snapshots.take(SUITE, options, world.host)) as Snapshot;
  dependencies = (await closure().resolve(NAMES, 'linux/amd64', [snapshot])).dependencies;
});

const hold = (by: PackageClosure, signal = new AbortController().signal): Promise<void> =>
  by.hold(dependencies, [snapshot], signal);
/** The host as it is, with another way to store. */
const storing = (store: Host['store']): Host => Object.assign(Object.create(world.host) as Host, { store });
const held = async (): Promise<number> =>
  (await Promise.all(dependencies.map(({ sha256 }) => world.content.stat(sha256)))).filter(Boolean).length;

describe('holding packages', () => {
  it('brings them all', async () => {
    await hold(closure());
    expect(await held()).toBe(NAMES.length);
  });

  it('asks once which are there, and brings the others alone', async () => {
    await hold(closure());
    const missing = dependencies.slice(3, 5);
    for (const { sha256 } of missing) world.content.remove(sha256);
    const asked: number[] = [];
    const statMany: ContentStore['statMany'] = (digests) => {
      asked.push(digests.length);
      return world.content.statMany(digests);
    };
    const brought: string[] = [];
    const host = storing((artifact) => {
      brought.push(...artifact.checksums);
      return world.host.store(artifact);
    });
    const content = Object.assign(Object.create(world.content) as ContentStore, { statMany });
    await hold(closure(toyDistribution, host, content));
    expect(asked).toEqual([NAMES.length]);
    expect(brought).toEqual(missing.map(({ sha256 }) => sha256));
  });

  it('brings nothing when the store cannot say what is there', async () => {
    const fault = Object.assign(new Error('no disk'), { code: 'EIO' });
    let begun = 0;
    const host = storing((artifact) => {
      begun++;
      return world.host.store(artifact);
    });
    const broken = { stat: () => Promise.reject(fault), statMany: () => Promise.reject(fault) };
    const content = Object.assign(Object.create(world.content) as ContentStore, broken);
    await expect(hold(closure(toyDistribution, host, content))).rejects.toBe(fault);
    expect(begun).toBe(0);
  });

  it('is refused when the plugin leaves one out', async () => {
    const { artifacts } = toyDistribution;
    const forgetful = {
      ...toyDistribution,
      artifacts: {
        ...artifacts,
        locate: async (wanted: readonly Dependency[], host: Host) => (await artifacts.locate(wanted, host)).slice(1),
      },
    };
    await expect(hold(closure(forgetful))).rejects.toMatchObject({
      code: 'package-missing',
      message: expect.stringContaining('p00'),
    });
  });

  it('ends with its first fault, when nothing is on its way any more and nothing else was begun', async () => {
    let [begun, onTheWay] = [0, 0];
    const host = storing(async (artifact) => {
      begun++;
      onTheWay++;
      if (begun > 1) await new Promise((resolve) => setImmediate(resolve));
      onTheWay--;
      if (artifact.url.includes('p00')) throw new TransientFault('registry-unreachable', 'connection refused');
      return world.host.store(artifact);
    });
    await expect(hold(closure(toyDistribution, host))).rejects.toMatchObject({ code: 'registry-unreachable' });
    expect(onTheWay).toBe(0);
    expect(begun).toBeLessThan(NAMES.length);
  });

  it('begins no download once it was stopped', async () => {
    const stop = new AbortController();
    let begun = 0;
    const host = storing(async (artifact) => {
      begun++;
      stop.abort();
      return world.host.store(artifact);
    });
    await expect(hold(closure(toyDistribution, host), stop.signal)).rejects.toMatchObject({ code: 'work-aborted' });
    expect(begun).toBe(1);
    await hold(closure());
    expect(await held()).toBe(NAMES.length);
  });
});
