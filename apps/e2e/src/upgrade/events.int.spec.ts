import { afterAll, expect } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { newerEvents } from './newer-instance.js';
import { UpgradeWorld } from './upgrade-world.js';

const HANG_MS = 900_000;
const IMAGES = ['one', 'two', 'three'];
const CONSUMERS = ['historian', 'distributor', 'tester'];

let upgrade: UpgradeWorld | undefined;
afterAll(() => upgrade?.close(), HANG_MS);

interface Built {
  readonly revision: number;
  /** What the newer version knows; `unknown` of what an older one wrote. */
  readonly layout: string;
}

whenInstalled('java', 'mvn')(
  'services of two versions of an event work side by side while releases arrive, and nothing is lost, parked or given up',
  async () => {
    upgrade = await UpgradeWorld.start(IMAGES);
    await upgrade.release('1.1-1');
    for (const service of CONSUMERS) await upgrade.join(`${service}.11`, newerEvents(service));
    await upgrade.release('1.2-1');
    // From now on old consumers meet events that they do not know, and an old builder streams that it cannot read.
    await upgrade.join('builder.11', newerEvents('builder'));
    for (const release of ['1.3-1', '1.4-1', '1.5-1']) await upgrade.release(release);
    await upgrade.published('1.5-1');
    await upgrade.expectNothingLost();

    for (const service of [...CONSUMERS, 'builder']) {
      await upgrade.replace(service, `${service}.12`, newerEvents(service));
    }
    await upgrade.release('1.6-1');
    await upgrade.published('1.6-1');
    await upgrade.expectNothingLost();

    const layouts: string[] = [];
    for (const image of IMAGES) {
      const facts = await upgrade.newerHistory(image);
      const revisions = facts.filter(({ type }) => type === 'builder.LockResolved.v1').length;
      const built = facts.filter(({ type }) => type.startsWith('builder.ImageBuilt.'));
      expect(new Set(built.map(({ type }) => type))).toEqual(new Set(['builder.ImageBuilt.v2']));
      const data = built.map((fact) => fact.data as unknown as Built);
      expect(data.at(-1)).toMatchObject({ revision: revisions, layout: 'oci' });
      layouts.push(...data.map(({ layout }) => layout));
    }
    expect(new Set(layouts)).toEqual(new Set(['unknown', 'oci']));
    expect(new Set(await upgrade.leave())).toEqual(new Set([0]));
  },
  HANG_MS,
);
