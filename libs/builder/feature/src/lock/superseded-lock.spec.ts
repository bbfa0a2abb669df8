import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { definitions, type DefinitionRow } from '@quench/builder-domain';
import {
  contracts,
  definitionStream,
  MAIN_LINE,
  type DefinitionAccepted,
  type LockResolved,
  type ResolutionFailed,
} from '@quench/contracts';
import { Clock, Documents, requestContext, VersionConflict, type EventStore } from '@quench/ports';
import { InMemoryEventStore, testContext, writtenCatalog } from '@quench/testing';
import { givenBuilder, somebody } from '../builder-world.fixture.js';
import { InterruptedStore } from '../interrupted-store.fixture.js';
import { DerivedLines } from './derived-lines.js';
import { KeptLock } from './kept-lock.js';
import { ParentLocks } from './parent-locks.js';
import { AcceptedLines } from '../catalog/accepted-lines.js';
import { ApplyCatalog } from '../catalog/apply-catalog.handler.js';
import { CheckedSnapshots } from './checked-snapshots.js';
import { LockWorker } from './lock.worker.js';
import { LastOfCascade } from '../cascade/last-of-cascade.js';
import { DecideUpdate } from '../policy/decide-update.handler.js';
import { UpdateGate } from '../policy/update-gate.js';
import { OwnFormats } from './own-formats.js';
import { PlacedReleases } from './placed-releases.js';
import { PlanTests } from './plan-tests.js';
import { ResolveLine } from './resolve-line.js';

const builder = givenBuilder();
const OLD = { nginx: {} };
const NEW = { nginx: { env: { LANG: 'C' } } };
const IMPOSSIBLE = { nginx: { packages: ['nginx', 'no-such'] } };
const web = { packages: ['nginx'] };

/** Resolves the lock of nginx as its definition is now, and records it when told to. @returns what the work answers */
async function begun(store: EventStore = builder.world.stores.builder): Promise<() => Promise<string | void>> {
  const claim = {
    kind: 'lock',
    key: 'nginx/default/prod',
    generation: 99,
    fence: 99,
    attempt: 1,
    priority: 0,
    epoch: 1,
    causes: [],
  };
  const completion = await workerOn(store).work(
    { ...claim, correlationId: 'c', worker: 'w' },
    new AbortController().signal,
  );
  if (typeof completion !== 'function') throw new Error('This lock was left to others');
  return () => builder.world.transactor.run<string | void>(completion);
}

/** The worker of locks, on a store of its own. */
function workerOn(store: EventStore): LockWorker {
  const { app } = builder;
  const [lines, clock, documents] = [app.get(AcceptedLines), app.get(Clock), app.get(Documents)] as const;
  const [snapshots, formats] = [app.get(CheckedSnapshots), app.get(OwnFormats)] as const;
  const [resolve, tests, gate] = [app.get(ResolveLine), app.get(PlanTests), app.get(UpdateGate)] as const;
  const [last, parents, derived] = [app.get(LastOfCascade), app.get(ParentLocks), app.get(DerivedLines)] as const;
  const { queue } = builder.world;
  const kept = new KeptLock(store, snapshots, app.get(PlacedReleases));
  const made = [resolve, tests, gate, last, parents, derived, kept] as const;
  const shared = [clock, documents, snapshots, formats, ...made, queue] as const;
  return new LockWorker(store, lines, ...shared);
}

/** Something happens right after the definition was read in a transaction. */
const interrupted = (happens?: () => Promise<unknown>): EventStore =>
  new InterruptedStore(builder, { stream: definitionStream('nginx'), happens });

/** Accepts definitions; what follows of it waits. */
async function accept(images: Readonly<Record<string, object>>): Promise<void> {
  const options = { idempotencyKey: randomUUID(), actor: somebody, retire: [] };
  const { changed } = await builder.app.get(CommandBus).execute(new ApplyCatalog(writtenCatalog(images), options));
  if (!changed) throw new Error('Nothing new was accepted');
}

/** Keeps the definition of nginx that was accepted last as the consumer does, while its lock is yet to come. */
async function digest(): Promise<void> {
  const { models, transactor } = builder.world;
  const all = await builder.world.facts<DefinitionAccepted>('DefinitionAccepted');
  const definition = all.findLast(({ image }) => image === 'nginx')?.definition;
  const row = { ...(await models.get<DefinitionRow>(definitions.name, 'nginx')), definition };
  await transactor.run((tx) => models.writer.write(definitions.name, new Map([['nginx', row]]), tx));
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
    expect(await record()).toMatch(/^definition-superseded: nginx /);
    expect(await revisions()).toStrictEqual([1, 2]);
  });

  it('is not recorded when the image was retired meanwhile', async () => {
    await builder.apply({ ...NEW, web });
    const record = await begun();
    await builder.apply({ ...OLD, web });
    await builder.apply({ web }, 'nginx');
    expect(await record()).toMatch(/^definition-superseded: nginx /);
    expect(await revisions()).toStrictEqual([1, 2, 3]);
  });

  it('is not recorded when the next definition is accepted after it was looked at for the last time', async () => {
    await accept({ ...NEW, web });
    await digest();
    const record = await begun(interrupted(() => accept({ ...OLD, web })));
    await expect(record()).rejects.toThrow(VersionConflict);
    expect(await revisions()).toStrictEqual([1]);
  });

  it('is not resolved when the next definition was accepted and not yet told', async () => {
    await accept({ ...IMPOSSIBLE, web });
    const record = await begun();
    // Whoever had resolved it could record it now.
    await accept({ ...OLD, web });
    expect(await record()).toMatch(/^definition-superseded: nginx /);
  });

  it('is not resolved when its definition has an event that only a newer version knows', async () => {
    const { events } = builder.world.stores.builder;
    const newer = new InMemoryEventStore({
      events,
      contracts: { ...contracts, knows: () => true, problems: () => [] },
    });
    const stream = definitionStream('nginx');
    const { version } = await newer.read(stream);
    const context = testContext('newer');
    const data = { image: 'nginx' };
    await newer.append({
      stream,
      expectedVersion: version,
      events: [{ type: 'builder.DefinitionAccepted.v9', data }],
      context,
    });
    await expect(begun()).rejects.toMatchObject({ code: 'event-unknown' });
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

it('a lock that takes what a person rejects meanwhile is not recorded', async () => {
  const decide = async (type: 'Release' | 'Reject'): Promise<void> => {
    const nginx = { purl: 'pkg:deb/debian/nginx', name: 'nginx', version: '2.0.0', shown: undefined };
    const update = { image: 'nginx', ...MAIN_LINE, ...nginx };
    const context = requestContext({ id: type, actor: somebody, at: builder.world.clock.now() });
    await builder.app.get(CommandBus).execute(new DecideUpdate(type, update, 'looked at it', context));
  };
  await builder.apply({ nginx: { policy: { hold: ['major'] } }, web });
  builder.world.publish([{ name: 'nginx', version: '2.0.0' }]);
  await builder.world.report();
  const before = await revisions();
  await decide('Release');
  const record = await begun(interrupted(() => decide('Reject')));
  await expect(record()).rejects.toThrow(VersionConflict);
  expect(await revisions()).toStrictEqual(before);
});
