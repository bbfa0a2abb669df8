import { afterAll, expect } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { NEWER_FORMAT } from './newer-instance.js';
import { UpgradeWorld } from './upgrade-world.js';

const HANG_MS = 900_000;
const IMAGES = ['one', 'two', 'three', 'four'];

let upgrade: UpgradeWorld | undefined;
afterAll(() => upgrade?.close(), HANG_MS);

interface Locked {
  readonly revision: number;
  readonly reasons: readonly string[];
}

whenInstalled('java', 'mvn')(
  'builders of two formats work side by side while releases arrive: each image gets one new revision, and nothing is lost',
  async () => {
    upgrade = await UpgradeWorld.start(IMAGES, 'builder=2');
    await upgrade.release('1.1-1');
    await upgrade.join('builder.11', NEWER_FORMAT);
    await upgrade.release('1.2-1');
    await upgrade.join('builder.12', NEWER_FORMAT);
    await upgrade.release('1.3-1');
    await upgrade.release('1.4-1');
    await upgrade.published('1.4-1');

    for (const image of IMAGES) {
      const facts = await upgrade.cluster.world.history(image);
      const locks = facts
        .filter(({ type }) => type === 'builder.LockResolved.v1')
        .map(({ data }) => data as unknown as Locked);
      expect(locks.map(({ revision }) => revision)).toEqual(locks.map((_, at) => at + 1));
      expect(locks.filter(({ reasons }) => reasons.includes('formats'))).toHaveLength(1);
    }
    await upgrade.expectNothingLost();
    expect(await upgrade.leave()).toEqual([0, 0]);
  },
  HANG_MS,
);
