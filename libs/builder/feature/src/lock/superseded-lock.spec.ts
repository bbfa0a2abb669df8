import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LockResolved, ResolutionFailed } from '@quench/contracts';
import { givenBuilder } from '../builder-world.fixture.js';
import { LockWorker } from './lock.worker.js';

const builder = givenBuilder();
const OLD = { nginx: {} };
const NEW = { nginx: { env: { LANG: 'C' } } };
const IMPOSSIBLE = { nginx: { packages: ['nginx', 'no-such'] } };
const web = { packages: ['nginx'] };

/** Resolves the lock of nginx as its definition is now, and records it when told to. */
async function begun(): Promise<() => Promise<void>> {
  const claim = { kind: 'lock', key: 'nginx/default/prod', generation: 99, fence: 99, attempt: 1, causes: [] };
  const worker = builder.app.get(LockWorker);
  const completion = await worker.work({ ...claim, correlationId: 'c', worker: 'w' }, new AbortController().signal);
  if (typeof completion !== 'function') throw new Error('This lock was left to others');
  return () =>
    builder.world.transactor.run(async (tx) => {
      await completion(tx);
    });
}
const revisions = async (): Promise<readonly number[]> =>
  (await builder.world.facts<LockResolved>('LockResolved'))
    .filter(({ image }) => image === 'nginx')
    .map(({ revision }) => revision);

beforeEach(async () => {
  await builder.apply({ ...OLD, web });
  builder.world.publish([{ name: 'nginx', version: '1.0.0' }]);
  await builder.world.report();
});

describe('a lock whose definition changes while it is resolved', () => {
  it('is not recorded', async () => {
    const record = await begun();
    await builder.apply({ ...NEW, web });
    await record();
    expect(await revisions()).toStrictEqual([1, 2]);
  });

  it('is not recorded when the image was retired meanwhile', async () => {
    await builder.apply({ ...NEW, web });
    const record = await begun();
    await builder.apply({ ...OLD, web });
    await builder.apply({ web }, 'nginx');
    await record();
    expect(await revisions()).toStrictEqual([1, 2, 3]);
  });

  it('says nothing of why it failed', async () => {
    await builder.apply({ ...IMPOSSIBLE, web });
    const failures = (): Promise<readonly ResolutionFailed[]> => builder.world.facts('ResolutionFailed');
    expect(await failures()).toHaveLength(1);
    const record = await begun();
    await builder.apply({ ...OLD, web });
    await record();
    expect(await failures()).toHaveLength(1);
  });
});
