import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { definitionStream, lineIn, type DefinitionAccepted, type LockResolved } from '@quench/contracts';
import { Documents, Service } from '@quench/ports';
import { givenBuilder, somebody } from './builder-world.fixture.js';
import { BuilderResync } from './builder-resync.js';
import { RebuildImage } from './build/rebuild-image.handler.js';

const OLD = 7;
const NEW = 8;

const builder = givenBuilder();
beforeEach(() => becomes(OLD));

/** The process that works from now on is of the version that writes this format. */
const becomes = (codec: number): void => {
  builder.world.assembler.codecVersion = codec;
};
const publish = async (version: string): Promise<void> => {
  builder.world.publish([
    { name: 'nginx', version: '1.10.0', depends: ['zlib'] },
    { name: 'zlib', version },
  ]);
  await builder.world.report();
};
/** Lets only some kinds of work be done. */
const doing = (may: (kind: string) => boolean): void => {
  const { projections, reactors, workers } = builder.app.get(Service);
  const some = workers.filter(({ kind }) => may(kind));
  builder.world.start({ name: 'builder', projections, reactors, workers: some, resyncs: [], gauges: [] });
};
const notBuild = (kind: string): boolean => kind !== 'build';
const resync = async (): Promise<void> => {
  await builder.app.get(BuilderResync).run();
  await builder.world.settle();
};
const revisions = async () =>
  (await builder.world.facts<LockResolved>('LockResolved')).map(({ revision, reasons }) => ({ revision, reasons }));
const images = async () =>
  (await builder.world.facts<{ readonly revision: number }>('ImageBuilt')).map((one) => one.revision);
const waiting = (kind: string) => builder.world.queue.list({ kinds: [kind], states: ['queued'], limit: 9 });

describe('a newer version', () => {
  it('gives every image one new revision, and builds it', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    becomes(NEW);
    await resync();
    await resync();
    expect(await revisions()).toEqual([
      { revision: 1, reasons: ['first'] },
      { revision: 2, reasons: ['formats'] },
    ]);
    expect(await images()).toEqual([1, 2]);
  });

  it('locks once more what an older one locked and did not build', async () => {
    doing(notBuild);
    await builder.apply({ nginx: {} });
    await publish('1.0');
    becomes(NEW);
    builder.world.start(builder.app.get(Service));
    await builder.world.settle();
    expect(await revisions()).toMatchObject([{ revision: 1 }, { revision: 2, reasons: ['formats'] }]);
    expect(await images()).toEqual([2]);
    expect(await builder.world.recorded()).not.toContain('BuildFailed');
  });
});

describe('an older version beside it', () => {
  beforeEach(async () => {
    becomes(NEW);
    await builder.apply({ nginx: {} });
    await publish('1.0');
    becomes(OLD);
  });

  it('leaves the lock to others, at no cost, and says why', async () => {
    await publish('1.1');
    expect(await revisions()).toHaveLength(1);
    const reason = /^format-newer: the lock of nginx\/default\/prod: .*codec 8.* writes .*codec 7/;
    expect(await waiting('lock')).toMatchObject([{ attempts: 0, reason: expect.stringMatching(reason) }]);
    becomes(NEW);
    await builder.world.pass(20_000);
    expect(await revisions()).toMatchObject([{ revision: 1 }, { revision: 2, reasons: ['packages'] }]);
    expect(await images()).toEqual([1, 2]);
  });

  it('leaves the build to others', async () => {
    doing(notBuild);
    becomes(NEW);
    await publish('1.1');
    becomes(OLD);
    doing((kind) => kind === 'build');
    await builder.world.settle();
    expect(await waiting('build')).toMatchObject([{ attempts: 0, reason: expect.stringMatching(/^format-newer: /) }]);
    expect(await images()).toEqual([1]);
    expect(await builder.world.recorded()).not.toContain('BuildFailed');
  });

  it('asks for no lock, and refuses a rebuild with both sides', async () => {
    await resync();
    expect(await revisions()).toHaveLength(1);
    const { signal } = new AbortController();
    const rebuild = new RebuildImage(lineIn({ image: 'nginx' }), {
      idempotencyKey: randomUUID(),
      actor: somebody,
      signal,
    });
    await expect(builder.app.get(CommandBus).execute(rebuild)).rejects.toMatchObject({
      code: 'format-not-supported',
      message: expect.stringMatching(/codec 8.* writes .*codec 7/),
    });
  });
});

it('a definition of a newer format is left to a newer version, at no cost', async () => {
  await builder.apply({ nginx: {} });
  const [accepted] = await builder.world.facts<DefinitionAccepted>('DefinitionAccepted');
  if (accepted === undefined) throw new Error('one was accepted');
  const documents = new Documents(builder.world.content);
  const definition = await documents.write({ ...(await documents.read<object>(accepted.definition)), format: 9 });
  const event = { type: 'builder.DefinitionAccepted.v1', data: { ...accepted, edition: 2, definition } };
  await builder.world.tell('builder', definitionStream('nginx'), event);
  await publish('1.0');
  expect(await revisions()).toEqual([]);
  const reason = expect.stringMatching(/^format-newer: the definition of nginx.*: it has format 9/);
  expect(await waiting('lock')).toMatchObject([{ attempts: 0, reason }]);
});
