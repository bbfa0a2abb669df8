import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import type { CascadeFinished, CascadePlanned } from '@quench/contracts';
import { Service } from '@quench/ports';
import type { CascadeRow } from '@quench/builder-domain';
import { CancelCascade, PauseCascade, ResumeCascade } from './cascade-commands.handler.js';
import { givenCascades } from './cascade-world.fixture.js';

const { builder, stands, publish, context, list, newest, show, states } = givenCascades();
const SECURITY = { origin: 'Example-Security', suite: 'trixie-security' };

/** redis takes what comes for security, nginx does not. */
const fixable = async (): Promise<void> => {
  const distribution = { release: 'debian/trixie', pockets: ['release', 'security'] };
  await builder.apply({ nginx: {}, redis: { packages: ['redis'], distribution } });
  await builder.world.pass(1_000);
};
const commands = () => builder.app.get(CommandBus);
const ended = (): Promise<readonly CascadeFinished[]> => builder.world.facts<CascadeFinished>('CascadeFinished');

describe('a cascade', () => {
  it('of an edition names the lines that the edition changes', async () => {
    await builder.apply({ nginx: { env: { A: '1' } }, redis: { packages: ['redis'] } });
    const plans = await builder.world.facts<CascadePlanned>('CascadePlanned');
    expect(plans.at(-1)).toMatchObject({
      cause: 'definitions',
      edition: 2,
      waves: [{ lines: ['nginx/default/prod'] }],
    });
    await builder.world.pass(1_000);
    expect((await ended()).at(-1)).toMatchObject({ changed: 1, unchanged: 0, failed: [] });
  });

  it('of a snapshot names all lines that read the archive, and ends when what changed is built', async () => {
    await publish({ nginx: '1.1', redis: '7.0' });
    expect(await states((await newest()).cascade)).toEqual({ nginx: 'built', redis: 'unchanged' });
    expect((await newest()).phase).toBe('running');
    await builder.world.pass(1_000);
    expect(await newest()).toMatchObject({
      ...{ cause: 'snapshot', origin: 'Example trixie', phase: 'finished', changed: 1, unchanged: 1, failed: [] },
    });
  });

  it('of a security archive goes before ordinary work', async () => {
    await fixable();
    await publish({ redis: '7.0.1' }, SECURITY);
    expect(await newest()).toMatchObject({ origin: 'Example-Security trixie-security', urgent: true });
    expect(Object.keys(await states((await newest()).cascade))).toEqual(['redis']);
  });

  it('of a security suite goes first all the way, to what the fixed image is to others', async () => {
    const waiting = async (kind: string): Promise<readonly number[]> =>
      (await builder.world.queue.list({ kinds: [kind], states: ['queued'], limit: 10 })).map(
        ({ priority }) => priority,
      );
    await fixable();
    stands.add('build');
    await publish({ nginx: '1.1' });
    await builder.world.pass(1_000);
    await publish({ redis: '7.0.1' }, SECURITY);
    await builder.world.pass(1_000);
    expect(await waiting('build')).toEqual([5, 0]);
    stands.clear();
    await builder.world.settle();
    const built = (await builder.world.stores.builder.range(0, 1_000))
      .filter(({ type }) => type.includes('.ImageBuilt.'))
      .slice(-2);
    expect(built.map(({ priority }) => priority)).toEqual([5, undefined]);
  });

  it('tells what cannot be resolved', async () => {
    await publish({ nginx: '1.0' });
    await builder.world.pass(1_000);
    expect(await newest()).toMatchObject({
      phase: 'finished',
      changed: 0,
      unchanged: 1,
      failed: ['redis/default/prod'],
    });
  });

  it('is judged by what builds of its lines took', async () => {
    await publish({ nginx: '1.1', redis: '7.1' });
    expect((await newest()).forecast).toMatchObject({ linesKnown: 2 });
  });

  it('does not end before its lines were asked for, whoever looks', async () => {
    const { workers, projections } = builder.app.get(Service);
    const [spread, watch] = ['spread', 'cascade'].map((kind) => workers.find((worker) => worker.kind === kind));
    if (spread === undefined || watch === undefined) throw new Error('There are no such workers');
    // Whatever only reactors would ask for is not asked for.
    builder.world.start({
      name: 'builder',
      projections,
      reactors: [],
      resyncs: [],
      gauges: [],
      workers: [spread, watch],
    });
    const cause = { causes: ['news'], correlationId: 'news' };
    await builder.world.queue.enqueue([{ kind: 'spread', key: 'deb/Example/trixie' }], cause);
    await builder.world.settle();
    await builder.world.queue.enqueue([{ kind: 'cascade', key: 'running' }], { ...cause, causes: ['look'] });
    await builder.world.pass(1_000);
    const { cascade, phase } = await newest();
    expect([phase, await states(cascade)]).toEqual(['running', { nginx: 'waiting', redis: 'waiting' }]);
  });

  it('counts for each of two causes that came together', async () => {
    stands.add('lock');
    await publish({ nginx: '1.1', redis: '7.1' });
    await publish({ nginx: '1.2', redis: '7.1' });
    const [second, first] = await list();
    stands.clear();
    await builder.world.settle();
    await builder.world.pass(1_000);
    for (const one of [first, second]) {
      expect(await show(one?.cascade ?? '')).toMatchObject({ phase: 'finished', changed: 2, unchanged: 0 });
    }
  });
});

describe('a cascade, one line of which is not built any more,', () => {
  it('ends when the image leaves the catalog first', async () => {
    stands.add('build');
    await publish({ nginx: '1.1', redis: '7.1' });
    const { cascade } = await newest();
    expect(await states(cascade)).toEqual({ nginx: 'building', redis: 'building' });
    await builder.apply({ redis: { packages: ['redis'] } });
    stands.clear();
    await builder.world.settle();
    await builder.world.pass(1_000);
    expect(await states(cascade)).toEqual({ nginx: 'retired', redis: 'built' });
    expect(await show(cascade)).toMatchObject({ phase: 'finished', changed: 1, unchanged: 1, failed: [] });
  });

  it('sees it through where work for an earlier image of the line was given up', async () => {
    stands.add('build').add('image');
    const earlier = { kind: 'image', key: 'nginx/default/prod' };
    await builder.world.queue.enqueue([earlier], { causes: ['earlier'], correlationId: 'earlier' });
    await builder.world.queue.drop(earlier.kind, earlier.key, 'a person did');
    await publish({ nginx: '1.1', redis: '7.0' });
    const { cascade } = await newest();
    await builder.world.pass(1_000);
    expect(await states(cascade)).toMatchObject({ nginx: 'building' });
    stands.clear();
    await builder.world.settle();
    await builder.world.pass(1_000);
    expect(await show(cascade)).toMatchObject({ phase: 'finished', changed: 1, failed: [] });
  });

  it('calls it failed when its work was given up', async () => {
    stands.add('build');
    await publish({ nginx: '1.1', redis: '7.0' });
    const { cascade } = await newest();
    expect(await states(cascade)).toMatchObject({ nginx: 'building' });
    const [recipe] = await builder.world.queue.list({ kinds: ['build'], states: ['queued'], limit: 1 });
    await builder.world.queue.drop('build', recipe?.key ?? '', 'a person did');
    expect(await states(cascade)).toEqual({ nginx: 'failed', redis: 'unchanged' });
    stands.clear();
    // Whatever ends next has all cascades looked at.
    await publish({ nginx: '1.1', redis: '7.1' });
    await builder.world.pass(1_000);
    expect(await show(cascade)).toMatchObject({ phase: 'finished', changed: 0, failed: ['nginx/default/prod'] });
  });
});

describe('a paused cascade', () => {
  it('begins no line until it goes on', async () => {
    stands.add('lock');
    await publish({ nginx: '1.1', redis: '7.1' });
    const { cascade } = await newest();
    expect(await commands().execute(new PauseCascade(cascade, 'at three', context()))).toBe(2);
    stands.clear();
    await builder.world.pass(10_000);
    expect(await states(cascade)).toEqual({ nginx: 'held', redis: 'held' });
    expect(await newest()).toMatchObject({ phase: 'paused', reason: 'at three' });
    expect(await commands().execute(new ResumeCascade(cascade, context()))).toBe(2);
    await builder.world.settle();
    await builder.world.pass(1_000);
    expect(await show(cascade)).toMatchObject({ phase: 'finished', changed: 2 });
  });

  it('does not hold up what something else asks for', async () => {
    stands.add('lock');
    await publish({ nginx: '1.1', redis: '7.1' });
    const { cascade } = await newest();
    await commands().execute(new PauseCascade(cascade, 'at three', context()));
    stands.clear();
    await builder.apply({ nginx: { env: { A: '1' } }, redis: { packages: ['redis'] } });
    expect(await states(cascade)).toEqual({ nginx: 'built', redis: 'held' });
  });
});

describe('a cancelled cascade', () => {
  it('takes with it what only others ask for that are cancelled, too', async () => {
    stands.add('lock');
    await publish({ nginx: '1.1', redis: '7.1' });
    await builder.world.pass(10);
    await publish({ nginx: '1.2', redis: '7.1' });
    const [second, first] = await list();
    const cancel = async (one: CascadeRow | undefined): Promise<number> => {
      const dropped = await commands().execute(new CancelCascade(one?.cascade ?? '', 'not today', context()));
      await builder.world.settle();
      return dropped;
    };
    expect([await cancel(first), await cancel(second)]).toEqual([0, 2]);
  });

  it('leaves to a paused one what both ask for', async () => {
    stands.add('lock');
    await publish({ nginx: '1.1', redis: '7.1' });
    await builder.world.pass(10);
    await publish({ nginx: '1.2', redis: '7.1' });
    const [second, first] = await list();
    await commands().execute(new PauseCascade(first?.cascade ?? '', 'at three', context()));
    await builder.world.settle();
    await commands().execute(new CancelCascade(second?.cascade ?? '', 'not today', context()));
    expect(await states(first?.cascade ?? '')).toEqual({ nginx: 'held', redis: 'held' });
  });

  it('leaves as they are the lines that were not begun', async () => {
    stands.add('lock');
    await publish({ nginx: '1.1', redis: '7.1' });
    const { cascade } = await newest();
    expect(await commands().execute(new CancelCascade(cascade, 'not today', context()))).toBe(2);
    stands.clear();
    await builder.world.pass(10_000);
    expect(await states(cascade)).toEqual({ nginx: 'dropped', redis: 'dropped' });
    expect((await builder.world.queue.list({ states: ['dropped'], limit: 1 }))[0]?.reason).toBe(
      `cascade-cancelled: ${cascade}, not today`,
    );
    await publish({ nginx: '1.2', redis: '7.1' });
    await builder.world.pass(1_000);
    expect(await newest()).toMatchObject({ phase: 'finished', changed: 2 });
  });

  it('of which nobody knows is refused', async () => {
    const asked = commands().execute(new CancelCascade('nobody', 'not today', context()));
    await expect(asked).rejects.toMatchObject({ name: 'Rejection', code: 'cascade-unknown' });
    await expect(show('nobody')).rejects.toMatchObject({ name: 'Rejection', code: 'cascade-unknown' });
  });
});
