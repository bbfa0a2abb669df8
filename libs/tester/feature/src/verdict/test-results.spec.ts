import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { lineIn } from '@quench/contracts';
import { digest } from '@quench/kernel';
import { bootTest, TesterWorld, type TestedImage } from '@quench/testing';
import { TesterModule } from '../tester.module.js';
import { RunTests } from './run-tests.handler.js';
import { TestResults, type TestResultsView } from './test-results.handler.js';

let world: TesterWorld;
let app: INestApplicationContext;
let image: TestedImage;

beforeEach(async () => {
  world = new TesterWorld();
  app = await world.open(TesterModule);
  image = world.image('server');
});
afterEach(() => app.close());

const results = (of = 'server'): Promise<TestResultsView> =>
  app.get(QueryBus).execute(new TestResults(lineIn({ image: of })));
const ask = async (of = 'server'): Promise<void> => {
  await app.get(CommandBus).execute(new RunTests(lineIn({ image: of }), 'asked-by-hand'));
  await world.settle();
};
const boots = bootTest('boots', { exit: 0, output: '^ready$' });

describe('the results of testing', () => {
  it('tell of every test what came of it, where, and what the program wrote', async () => {
    world.runner.program = () => ({ exit: 0, output: 'not ready' });
    await world.tell(...(await image.accepted([boots])), await image.built(1));
    const { verdict, runs } = await results();
    expect(verdict).toBe('rejected');
    expect(runs).toMatchObject([
      { name: 'structure', rung: 'structure', outcome: 'passed', environment: 'any' },
      { name: 'boots', outcome: 'failed', detail: 'the output does not match ^ready$', environment: 'bwrap/owners' },
    ]);
    const log = await world.content.read(digest(runs[1]?.log ?? ''), { maxBytes: 1_000 });
    expect(Buffer.from(log).toString()).toBe('not ready\n[it ended with exit code 0]');
  });

  it('are pending until the newest image was judged under the newest plan', async () => {
    await world.tell(...(await image.accepted([])));
    expect(await results()).toMatchObject({ verdict: 'pending', index: '', runs: [] });
    await world.tell(await image.built(1));
    expect(await results()).toMatchObject({ verdict: 'approved', runs: [{ name: 'structure' }] });
    await world.tell(image.locked(2));
    expect(await results()).toMatchObject({ verdict: 'pending', runs: [] });
  });

  it('have no log of a test that was not run', async () => {
    world.runner.offers = { unavailable: 'no user namespaces' };
    await world.tell(...(await image.accepted([boots])), await image.built(1));
    const { runs } = await results();
    expect(runs[1]).toMatchObject({ outcome: 'not-run', environment: 'none', log: undefined, durationMs: 0 });
  });

  it('are of images that somebody defined', () =>
    expect(results('none')).rejects.toMatchObject({ name: 'Rejection', code: 'image-unknown' }));
});

describe('asking by hand', () => {
  it('asks what has no answer yet, and nothing twice', async () => {
    world.runner.offers = { unavailable: 'no user namespaces' };
    await world.tell(...(await image.accepted([bootTest('boots')])), await image.built(1));
    world.runner.offers = { name: 'bwrap/owners', realOwners: true, limits: [], emulates: [], emulatesAll: true };
    await ask();
    expect((await world.recorded()).slice(-2)).toStrictEqual(['TestPassed boots', 'ImageApproved server']);
    await ask();
    expect(world.runner.started).toHaveLength(1);
    expect(await world.recorded()).toHaveLength(5);
  });

  it('asks again where the work was given up', async () => {
    world.runner.offers = { unavailable: 'no user namespaces' };
    await world.tell(...(await image.accepted([bootTest('boots')])), await image.built(1));
    await world.queue.enqueue([{ kind: 'verdict', key: 'server' }], { causes: ['news'], correlationId: 'news' });
    await world.queue.drop('verdict', 'server', 'not now');
    world.runner.offers = { name: 'bwrap/owners', realOwners: true, limits: [], emulates: [], emulatesAll: true };
    await ask();
    expect((await world.recorded()).at(-1)).toBe('ImageApproved server');
  });

  it.each([
    ['image-unknown', async () => ask('none')],
    ['not-built-yet', async () => world.tell(...(await image.accepted([]))).then(() => ask())],
    [
      'image-unknown',
      async () => {
        await world.tell({ type: 'builder.DefinitionRetired.v1', data: { image: 'server', edition: 2 } });
        await ask();
      },
    ],
  ])('is refused: %s', (code, wrong) => expect(wrong()).rejects.toMatchObject({ name: 'Rejection', code }));
});
