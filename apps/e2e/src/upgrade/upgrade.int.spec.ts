import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { ClusterWorld } from '../cluster/cluster-world.js';
import { helloDefinition } from '../factory/factory-world.js';
import { helloPackage } from '../factory/hello-program.js';
import { waitFor } from '../factory/wait-for.js';
import { NewerBuilder } from './newer-builder.js';

const HANG_MS = 900_000;
const IMAGES = ['one', 'two', 'three', 'four'];
const RELEASES = ['1.1-1', '1.2-1', '1.3-1', '1.4-1'];
const NEWEST = '1.4-1';

let cluster: ClusterWorld | undefined;
const newer: NewerBuilder[] = [];

afterAll(async () => {
  for (const builder of newer) await builder.stop();
  await cluster?.close();
}, HANG_MS);

interface Locked {
  readonly revision: number;
  readonly reasons: readonly string[];
}

whenInstalled('java', 'mvn')(
  'builders of two formats work side by side while releases arrive: each image gets one new revision, and nothing is lost',
  async () => {
    cluster = await ClusterWorld.start([helloPackage('1.0-1')]);
    const { world } = cluster;
    for (const image of IMAGES) await world.write(`${image}.yaml`, helloDefinition(image));
    await cluster.up('builder=2');
    await cluster.converged();

    for (const [at, release] of RELEASES.entries()) {
      if (at === 1 || at === 2) newer.push(await NewerBuilder.start(world.quench.data, `builder.${String(at + 10)}`));
      await world.archive.publish('trixie', { put: [helloPackage(release)] });
      await sleep(2_000);
    }
    const packages = async (image: string) =>
      (
        await world.quench.json<{ readonly packages: readonly { readonly name: string; readonly version: string }[] }>(
          'image',
          'lock',
          image,
        )
      ).packages;
    for (const image of IMAGES) {
      await waitFor(
        `${image} to be locked to the newest release`,
        async () =>
          (await packages(image)).some(({ name, version }) => name === 'hello-server' && version === NEWEST) ||
          undefined,
      );
    }
    await cluster.converged();

    for (const image of IMAGES) {
      const facts = await world.history(image);
      const locks = facts
        .filter(({ type }) => type === 'builder.LockResolved.v1')
        .map(({ data }) => data as unknown as Locked);
      expect(locks.map(({ revision }) => revision)).toEqual(locks.map((_, at) => at + 1));
      expect(locks.filter(({ reasons }) => reasons.includes('formats'))).toHaveLength(1);
      expect(await world.image(image)).toMatchObject({ verdict: 'approved', problem: '' });
    }
    expect(await world.quench.json('parked', 'list')).toEqual([]);
    const work = await world.quench.json<readonly { readonly state: string }[]>('queue', 'list');
    expect(work.filter(({ state }) => state === 'dead')).toEqual([]);
    for (const builder of newer.splice(0)) expect(await builder.stop()).toBe(0);
  },
  HANG_MS,
);
