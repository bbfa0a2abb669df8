import { beforeEach, describe, expect, it } from '@jest/globals';
import { lockedDependency, lockedPackage } from '@quench/builder-domain';
import { IntegrityFault, TransientFault } from '@quench/kernel';
import type { Dependency, Snapshot } from '@quench/plugin-sdk';
import { ArchiveWorld, toyDistribution } from '@quench/testing';
import { CheckedSnapshots } from './checked-snapshots.js';
import { PackageClosure } from './package-closure.js';

const NAMES = ['a', 'b', 'c'];

let snapshot: Snapshot;
let dependencies: readonly Dependency[];
let closure: PackageClosure;
/** Whom the plugin was asked about. */
let asked: string[];
let fault: Error | undefined;
let ecosystem: CheckedSnapshots['ecosystem'];

beforeEach(async () => {
  asked = [];
  fault = undefined;
  const world = new ArchiveWorld('builder');
  world.publish(NAMES.map((name) => ({ name, version: '1.0' })));
  const { artifacts } = toyDistribution;
  const verify: typeof artifacts.verify = async (dependency, snapshots, host) => {
    asked.push(dependency.name);
    if (fault !== undefined) throw fault;
    return artifacts.verify(dependency, snapshots, host);
  };
  ecosystem = { plugin: { ...toyDistribution, artifacts: { ...artifacts, verify } }, host: world.host };
  closure = new PackageClosure(new CheckedSnapshots(world.models, { get: () => ecosystem }), world.content);
  const options = { previous: undefined, platforms: ['linux/amd64'], now: world.clock.now() };
  const taken = await toyDistribution.snapshots.take({ origin: 'Example', suite: 'trixie' }, options, world.host);
  snapshot = taken as Snapshot;
  dependencies = (await closure.resolve(NAMES, 'linux/amd64', [snapshot])).dependencies;
});

describe('what snapshots vouch for', () => {
  it('is asked once, whoever needs the package', async () => {
    await closure.vouch(dependencies, [snapshot]);
    await closure.vouch(
      dependencies.map((one) => ({ ...one, requiredBy: 'another' })),
      [snapshot],
    );
    expect(asked).toEqual(NAMES);
  });

  it('is known of what a lock keeps', async () => {
    await closure.vouch(dependencies, [snapshot]);
    await closure.vouch(dependencies.map(lockedPackage).map(lockedDependency), [snapshot]);
    expect(asked).toEqual(NAMES);
  });

  it('is asked again of other snapshots', async () => {
    await closure.vouch(dependencies, [snapshot]);
    await closure.vouch(dependencies, [{ ...snapshot, date: '2020-01-01T00:00:00Z' }]);
    expect(asked).toEqual([...NAMES, ...NAMES]);
  });

  it.each<[string, Partial<Dependency>]>([
    ['other bytes', { sha256: `sha256:${'0'.repeat(64)}` as Dependency['sha256'] }],
    ['another version', { version: '9' }],
    ['another place', { path: 'pool/other' }],
  ])('is asked of %s, too', async (_, other) => {
    await closure.vouch(dependencies, [snapshot]);
    const [first] = dependencies;
    await closure.vouch([{ ...(first as Dependency), ...other }], [snapshot]).catch(() => undefined);
    expect(asked).toEqual([...NAMES, 'a']);
  });

  it('is not taken as found where it was refused, or nobody answered', async () => {
    const forged = dependencies.map((one) => ({ ...one, sha256: `sha256:${'0'.repeat(64)}` as Dependency['sha256'] }));
    for (let times = 0; times < 2; times++) {
      await expect(closure.vouch(forged, [snapshot])).rejects.toMatchObject({ code: 'not-authentic' });
    }
    fault = new TransientFault('registry-unreachable', 'connection refused');
    await expect(closure.vouch(dependencies, [snapshot])).rejects.toBe(fault);
    fault = undefined;
    await closure.vouch(dependencies, [snapshot]);
    expect(asked).toHaveLength(4 * NAMES.length);
  });

  it('is asked whatever was found before by who wants it anew', async () => {
    await closure.vouch(dependencies, [snapshot]);
    await closure.vouchAnew(dependencies, [snapshot], ecosystem);
    expect(asked).toEqual([...NAMES, ...NAMES]);
  });

  it('is believed no longer once somebody who asked anew was refused', async () => {
    await closure.vouch(dependencies, [snapshot]);
    fault = new IntegrityFault('not-authentic', 'another file');
    await expect(closure.vouchAnew(dependencies, [snapshot], ecosystem)).rejects.toBe(fault);
    await expect(closure.vouch(dependencies, [snapshot])).rejects.toBe(fault);
  });
});
