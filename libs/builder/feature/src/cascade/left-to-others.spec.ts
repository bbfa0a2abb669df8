import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { QueryBus } from '@nestjs/cqrs';
import { lineName, type LockResolved } from '@quench/contracts';
import { CASCADE_LOOK_MS } from '@quench/builder-domain';
import { Service, type Claim, type Worker } from '@quench/ports';
import { LineImage } from '../build/line-image.js';
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

/** Images whose work of a kind is left to others. */
let left: { readonly kind: string; readonly image: string } | undefined;
/** A kind of work that nobody does. */
let stands: string | undefined;
const isLeft = async ({ kind, key }: Claim): Promise<boolean> => {
  if (kind !== left?.kind) return false;
  if (kind !== 'build') return key.startsWith(`${left.image}/`);
  const resolved = await builder.world.facts<LockResolved>('LockResolved');
  return resolved.some(({ image, recipes }) => image === left?.image && recipes.some(({ recipe }) => recipe === key));
};
const leaving = (worker: Worker): Worker => ({
  ...{ kind: worker.kind, concurrency: 1, leaseMs: worker.leaseMs, maxAttempts: worker.maxAttempts },
  work: async (claim, signal) =>
    (await isLeft(claim)) ? { leftToOthers: `format-newer: of ${claim.key}` } : worker.work(claim, signal),
});
/** What meets a fault while it is put together with a build is work of its own. */
const putTogetherApart = (): void => {
  const images = builder.app.get(LineImage);
  const whole = images.whole.bind(images);
  images.whole = async (line, fresh) => {
    if (left?.kind === 'image' && fresh !== undefined) throw new Error('not together with a build');
    return whole(line, fresh);
  };
};
const others = async (): Promise<void> => {
  left = undefined;
  await builder.world.pass(10_000);
  await pass();
};
/** Twice a minute a cascade that goes on is looked at, and so long its next wave waits for others. */
const patience = async (): Promise<void> => {
  for (let n = 0; n < 2; n++) await builder.world.pass(CASCADE_LOOK_MS);
  await pass();
};

beforeEach(async () => {
  [left, stands] = [undefined, undefined];
  const { projections, reactors, workers } = builder.app.get(Service);
  builder.world.start({
    ...{ name: 'builder', projections, reactors, resyncs: [], gauges: [] },
    get workers() {
      return workers.map(leaving).filter(({ kind }) => kind !== stands);
    },
  });
  putTogetherApart();
  const derived = { distribution: undefined, packages: ['curl'], from: 'nginx' };
  await builder.apply({ nginx: {}, web: derived, redis: { packages: ['redis'] } });
  await publish(VERSIONS);
});

describe.each(['lock', 'build', 'image'])('a cascade, the %s of one line of which is left to others,', (kind) => {
  it('begins its next wave when these do not come for half a minute', async () => {
    left = { kind, image: 'redis' };
    await publish({ nginx: '2', curl: '1', redis: '2' });
    expect(await states()).toEqual({ nginx: 'built', web: 'later', redis: 'left' });
    await patience();
    expect(await states()).toEqual({ nginx: 'built', web: 'built', redis: 'left' });
    expect((await newest()).phase).toBe('running');
  });

  it('waits with its next wave for others that come', async () => {
    left = { kind, image: 'nginx' };
    await publish({ nginx: '2', curl: '2', redis: '1' });
    expect(await states()).toMatchObject({ nginx: 'left', web: 'later' });
    await others();
    expect((await locks()).slice(3)).toEqual(['nginx 2', 'web 2']);
    expect(await newest()).toMatchObject({ phase: 'finished', changed: 2, unchanged: 1, failed: [] });
  });

  it('ends when others have taken it', async () => {
    left = { kind, image: 'redis' };
    await publish({ nginx: '2', curl: '1', redis: '2' });
    await patience();
    await others();
    expect(await newest()).toMatchObject({ phase: 'finished', changed: 3, unchanged: 0, failed: [] });
  });
});

describe('a cascade, one line of which is left to others,', () => {
  it('goes on although nothing else tells anything', async () => {
    [left, stands] = [{ kind: 'lock', image: 'redis' }, 'lock'];
    await publish({ ...VERSIONS, curl: '2' });
    stands = undefined;
    await patience();
    await patience();
    expect(await states()).toEqual({ nginx: 'unchanged', web: 'built', redis: 'left' });
  });

  it('leaves behind nothing that is derived from that', async () => {
    left = { kind: 'lock', image: 'nginx' };
    await publish({ ...VERSIONS, nginx: '2' });
    await patience();
    expect(await states()).toEqual({ nginx: 'left', web: 'unchanged', redis: 'unchanged' });
    await others();
    expect((await locks()).slice(-2)).toEqual(['nginx 2', 'web 2']);
  });
});

describe('a cascade that ends', () => {
  it('is not looked at any more', async () => {
    await publish({ nginx: '2', curl: '2', redis: '2' });
    await patience();
    expect(await builder.world.queue.list({ kinds: ['cascade'], states: ['queued'], limit: 1 })).toEqual([]);
  });
});
