import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { QueryBus } from '@nestjs/cqrs';
import { lineName, type LockResolved } from '@quench/contracts';
import { Service, type Worker } from '@quench/ports';
import { givenBuilder } from '../builder-world.fixture.js';
import { Cascades, ShowCascade, type CascadeView } from './cascade-queries.handler.js';

const builder = givenBuilder();
const pass = async (): Promise<void> => {
  for (let wave = 0; wave < 3; wave++) await builder.world.pass(2_000);
};
const publish = async (versions: Readonly<Record<string, string>>): Promise<void> => {
  builder.world.publish(Object.entries(versions).map(([name, version]) => ({ name, version })));
  await builder.world.report();
  await pass();
};
const VERSIONS = { nginx: '1', curl: '1', redis: '1' };
const locks = async (): Promise<readonly string[]> =>
  (await builder.world.facts<LockResolved>('LockResolved')).map((one) => `${lineName(one)} ${String(one.revision)}`);
const newest = async (): Promise<CascadeView> => {
  const queries = builder.app.get(QueryBus);
  const [first] = await queries.execute(new Cascades(1));
  return queries.execute(new ShowCascade(first?.cascade ?? ''));
};
const states = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await newest()).lines.map(({ line, state }) => [line.split('/')[0] ?? '', state]));

/** Images whose locks are left to others. */
const left = new Set<string>();
const leaving = (worker: Worker): Worker => ({
  ...{ kind: worker.kind, concurrency: 1, leaseMs: worker.leaseMs, maxAttempts: worker.maxAttempts },
  work: (claim, signal) =>
    left.has(claim.key.slice(0, claim.key.indexOf('/')))
      ? Promise.resolve({ leftToOthers: `format-newer: the definition of ${claim.key}` })
      : worker.work(claim, signal),
});

beforeEach(async () => {
  left.clear();
  const { projections, reactors, workers } = builder.app.get(Service);
  builder.world.start({
    ...{ name: 'builder', projections, reactors, resyncs: [], gauges: [] },
    workers: workers.map((worker) => (worker.kind === 'lock' ? leaving(worker) : worker)),
  });
  const derived = { distribution: undefined, packages: ['curl'], from: 'nginx' };
  await builder.apply({ nginx: {}, web: derived, redis: { packages: ['redis'] } });
  await publish(VERSIONS);
});

describe('a cascade, one line of which is left to others,', () => {
  it('begins its next wave', async () => {
    left.add('redis');
    await publish({ ...VERSIONS, nginx: '2' });
    await publish({ ...VERSIONS, nginx: '3' });
    expect((await locks()).filter((one) => one.startsWith('web'))).toEqual(['web 1', 'web 2', 'web 3']);
    expect(await states()).toEqual({ nginx: 'built', web: 'built', redis: 'left' });
  });

  it('ends when others have taken it', async () => {
    left.add('redis');
    await publish({ ...VERSIONS, nginx: '2', redis: '2' });
    expect((await newest()).phase).toBe('running');
    left.clear();
    await builder.world.pass(10_000);
    await pass();
    expect(await newest()).toMatchObject({ phase: 'finished', changed: 3, unchanged: 0, failed: [] });
  });

  it('leaves behind nothing that is derived from that', async () => {
    left.add('nginx');
    await publish({ ...VERSIONS, nginx: '2' });
    expect(await states()).toEqual({ nginx: 'left', web: 'unchanged', redis: 'unchanged' });
    left.clear();
    await builder.world.pass(10_000);
    await pass();
    expect((await locks()).slice(-2)).toEqual(['nginx 2', 'web 2']);
  });
});
