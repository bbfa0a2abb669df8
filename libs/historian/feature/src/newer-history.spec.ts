import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { archived, eventsModel, subjectsModel } from '@quench/historian-domain';
import { InMemoryReadModels, InMemoryTransactor, testContext } from '@quench/testing';
import { AT, HistoryWorld } from './history-world.fixture.js';
import { AskWhyNot, DiffImage, ExpectName } from './index.js';

let models: InMemoryReadModels;
let world: HistoryWorld;

beforeEach(async () => {
  models = new InMemoryReadModels();
  world = await HistoryWorld.open(models);
  await world.accepted('other');
});
afterEach(() => world.close());

/** Archives an event as a historian of a newer version does. */
async function archive(type: string, subject: string): Promise<void> {
  const producer = type.startsWith('watcher.') ? 'watcher' : 'builder';
  const context = testContext(type);
  const place = { epoch: 1, globalSeq: 9, sequencedAt: AT, version: 1 };
  const row = archived({ id: type, type, stream: 's', producer: `${producer}/9`, ...place, ...context, data: {} });
  const found = { subject, event: type, globalSeq: 9 };
  await new InMemoryTransactor().run(async (tx) => {
    await models.writer.write(eventsModel(producer), new Map([[type, row]]), tx);
    await models.writer.write(subjectsModel(producer), new Map([[`${subject} ${type}`, found]]), tx);
  });
}

const cases = [
  ['an image', 'builder.DefinitionAccepted.v2', 'web', new AskWhyNot('libfoo', 'web')],
  ['an image with revisions', 'builder.LockResolved.v2', 'web', new DiffImage('web', undefined, undefined)],
  ['a channel', 'builder.LockResolved.v2', 'web', new ExpectName('web:stable')],
  ['a package of a lock', 'builder.LockResolved.v2', 'libfoo', new AskWhyNot('libfoo', undefined)],
  ['a package', 'watcher.ArchiveSnapshotTaken.v2', 'trixie', new AskWhyNot('libfoo', undefined)],
] as const;

it.each(cases)('refuses to call %s unknown that a newer version may know', async (_what, type, about, query) => {
  await expect(world.ask<unknown>(query)).rejects.toMatchObject({ code: 'unknown-to-history' });
  await archive(type, about);
  const message: unknown = expect.stringContaining(type);
  await expect(world.ask<unknown>(query)).rejects.toMatchObject({ code: 'history-newer', message });
});

it('gives no answer about a known image that would leave out what a newer version recorded', async () => {
  const query = new AskWhyNot('libfoo', 'other');
  await expect(world.ask<unknown>(query)).rejects.toMatchObject({ code: 'unknown-to-history' });
  await world.accepted('libfoo');
  await archive('builder.LockResolved.v2', 'other');
  await expect(world.ask<unknown>(query)).rejects.toMatchObject({ code: 'history-newer' });
});
