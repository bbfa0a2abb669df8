import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { lineName, type LockResolved } from '@quench/contracts';
import { Service, type Worker } from '@quench/ports';
import { BuildImage } from '../build/build-image.handler.js';
import { givenBuilder } from '../builder-world.fixture.js';

const builder = givenBuilder();
const family = (own: object, endOfLife?: string) => ({
  nodejs: {
    channels: undefined,
    packages: undefined,
    streams: {
      '22': { packages: ['nodejs'], channels: ['22'], ...(endOfLife !== undefined && { endOfLife }) },
      '24': { packages: ['node24'], channels: ['24'] },
    },
  },
  web: { distribution: undefined, packages: ['curl'], from: 'nodejs/22', ...own },
});
const waves = async (): Promise<void> => {
  for (let wave = 0; wave < 3; wave++) await builder.world.pass(2_000);
};
const told = async (): Promise<readonly string[]> =>
  (await builder.world.facts<LockResolved>('LockResolved')).map((one) => `${lineName(one)} ${String(one.revision)}`);

describe('an image that is derived from a line which ends by the edition that changes both', () => {
  beforeEach(async () => {
    await builder.apply(family({}));
    builder.world.publish(['nodejs', 'node24', 'curl'].map((name) => ({ name, version: '1' })));
    await builder.world.report();
    await waves();
  });

  it('is locked on the last lock of that', async () => {
    await builder.apply(family({ env: { A: '1' } }, '2020-01-01'));
    await waves();
    expect([...(await told())].sort()).toEqual(['nodejs/22 1', 'nodejs/24 1', 'web 1', 'web 2']);
  });

  it('does not wait for a look at it, which asks for nothing', async () => {
    const { projections, reactors, workers } = builder.app.get(Service);
    // Others look at the parent, later.
    const left = (worker: Worker): Worker => ({
      ...{ kind: worker.kind, concurrency: 1, leaseMs: worker.leaseMs, maxAttempts: worker.maxAttempts },
      work: (claim, signal) =>
        claim.key === 'nodejs/22/prod'
          ? Promise.resolve({ leftToOthers: 'format-newer: of this test' })
          : worker.work(claim, signal),
    });
    const own = workers.map((worker) => (worker.kind === 'lock' ? left(worker) : worker));
    builder.world.start({ name: 'builder', projections, reactors, resyncs: [], gauges: [], workers: own });
    await builder.apply(family({ env: { A: '1' } }, '2020-01-01'));
    await builder.app
      .get(CommandBus)
      .execute(new BuildImage({ image: 'web', versionStream: 'default', variant: 'prod' }, 'now'));
    await waves();
    expect(await told()).toContain('web 2');
  });
});
