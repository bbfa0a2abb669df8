import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { verdictStream, type Verdict, type VerdictEvent } from '@quench/contracts';
import { commandId, sha256, TransientFault } from '@quench/kernel';
import { requestContext, Service } from '@quench/ports';
import { bootTest, TesterWorld } from '@quench/testing';
import { TesterModule } from '../tester.module.js';
import { VerdictResync } from './verdict.resync.js';

const NOWHERE = { unavailable: 'no user namespaces' };
/** More than a lease and any back-off. */
const A_TRY_MS = 130_000;
const somewhere = (name: string) => ({ name, realOwners: true, limits: [], emulates: [], emulatesAll: true });
let world: TesterWorld;
let app: INestApplicationContext;

/** Starts the service without its reactors: every message is lost. */
beforeEach(async () => {
  world = new TesterWorld();
  app = await world.open(TesterModule);
  const { projections, workers } = app.get(Service);
  world.start({ name: 'tester', projections, workers, reactors: [], resyncs: [], gauges: [] });
  const image = world.image('server');
  await world.tell(...(await image.accepted([bootTest('boots')])), await image.built(1));
});

/** What is recorded after the last time. */
const resync = async (): Promise<readonly string[]> => {
  const before = (await world.recorded()).length;
  await app.get(VerdictResync).run();
  await world.settle();
  return (await world.recorded()).slice(before);
};

const APPROVED = ['TestPassed structure', 'TestPassed boots', 'ImageApproved server'];
const REJECTED = ['TestPassed structure', 'TestNotRun boots', 'ImageRejected server'];

describe('resync', () => {
  it('gives the verdict whose messages were lost, once', async () => {
    expect(await resync()).toStrictEqual(APPROVED);
    await app.get(VerdictResync).run();
    expect(await world.queue.list({ limit: 10 })).toMatchObject([{ state: 'done' }]);
  });

  it('asks what could not be asked once there is a sandbox', async () => {
    world.runner.offers = NOWHERE;
    expect(await resync()).toStrictEqual(REJECTED);
    world.runner.offers = somewhere('bwrap/owners');
    expect(await resync()).toStrictEqual(['TestPassed boots', 'ImageApproved server']);
    expect(await resync()).toStrictEqual([]);
  });

  it('asks again on another sandbox', async () => {
    world.runner.offers = NOWHERE;
    await resync();
    world.runner.offers = { unavailable: 'still none' };
    await app.get(VerdictResync).run();
    expect(await world.queue.list({ limit: 10 })).toMatchObject([{ state: 'done' }]);
    world.runner.offers = somewhere('bwrap/mapped');
    expect(await resync()).toStrictEqual(['TestPassed boots', 'ImageApproved server']);
  });

  it('asks again after a fault of the sandbox, an hour later', async () => {
    world.runner.program = () => {
      throw new TransientFault('sandbox-failed', 'no memory');
    };
    await app.get(VerdictResync).run();
    for (let attempt = 1; attempt < 5; attempt++) await expect(world.pass(A_TRY_MS)).rejects.toThrow('no memory');
    await world.pass(A_TRY_MS);
    expect(await world.recorded()).toStrictEqual(REJECTED);
    world.runner.program = () => ({ exit: 0 });
    expect(await resync()).toStrictEqual([]);
    await world.pass(3_600_000);
    expect(await resync()).toStrictEqual(['TestPassed boots', 'ImageApproved server']);
  });

  it('asks what is asked in another way than when the verdict was given', async () => {
    await resync();
    const [old] = await world.facts<Verdict>('ImageApproved');
    const children = old?.children.map((child) => ({
      ...child,
      tests: child.tests.map((test) => ({ ...test, test: sha256(`old ${test.name}`) })),
    }));
    const event = { type: 'tester.ImageApproved.v1', data: { ...old, children } } as VerdictEvent;
    const stream = verdictStream('server', old?.index ?? '');
    const actor = { kind: 'service', id: 'tester', authenticatedBy: 'process' } as const;
    const context = requestContext({ id: commandId('old'), actor, at: world.clock.now() });
    await world.stores.tester.append({ stream, expectedVersion: 1, events: [event], context });
    expect(await resync()).toStrictEqual(['ImageApproved server']);
  });
});
