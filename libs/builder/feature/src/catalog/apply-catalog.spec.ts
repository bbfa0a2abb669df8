import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { contracts, type CatalogApplied, type DefinitionAccepted, type ImageDefinition } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { Documents, EventStore } from '@quench/ports';
import { ArchiveWorld, InMemoryEventStore, writtenCatalog } from '@quench/testing';
import { ProductVersion } from '../build/build-recipe.js';
import { BuilderModule } from '../builder.module.js';
import { openBuilder, somebody } from '../builder-world.fixture.js';
import { ApplyCatalog, type CatalogFiles, type CatalogOutcome } from './apply-catalog.handler.js';
import { CheckCatalog } from './check-catalog.handler.js';
import { Standing } from './standing.handler.js';

const five = { a: {}, b: {}, c: {}, d: {}, e: {} };

let world: ArchiveWorld;
let app: INestApplicationContext;

beforeEach(async () => {
  ({ world, app } = await openBuilder());
});
afterEach(() => app.close());

type Options = Partial<ApplyCatalog['options']>;

const applyFiles = (files: CatalogFiles, options: Options = {}): Promise<CatalogOutcome> =>
  app
    .get(CommandBus)
    .execute(new ApplyCatalog(files, { idempotencyKey: randomUUID(), actor: somebody, retire: [], ...options }));
const named = (images: Readonly<Record<string, object>>) =>
  writtenCatalog(Object.fromEntries(Object.entries(images).map(([image, said]) => [`image-${image}`, said])));
const apply = (images: Readonly<Record<string, object>>, options?: Options): Promise<CatalogOutcome> =>
  applyFiles(named(images), options);

describe('a catalog', () => {
  it('that is applied accepts each of its definitions, with the archives that it reads', async () => {
    const outcome = await apply({ a: {}, b: { owner: 'the b team' } });
    expect(outcome).toMatchObject({ problems: [], edition: 1, changed: true, images: ['image-a', 'image-b'] });
    expect(await world.recorded()).toStrictEqual(['CatalogApplied', 'DefinitionAccepted', 'DefinitionAccepted']);
    const archives = [{ ecosystem: 'deb', origin: 'Example', suite: 'trixie' }];
    expect(await world.facts<DefinitionAccepted>('DefinitionAccepted')).toMatchObject([
      { image: 'image-a', edition: 1, archives },
      { image: 'image-b', edition: 1, archives, owner: 'the b team' },
    ]);
  });

  it('that is applied accepts a definition with the archives of all of its version streams', async () => {
    const older = { channels: ['old'], distribution: { release: 'debian/forky', pockets: ['release'] } };
    const streams = { new: { channels: ['new'] }, newer: { channels: ['newer'] }, older };
    await apply({ a: { channels: undefined, streams } });
    const [{ archives } = { archives: [] }] = await world.facts<DefinitionAccepted>('DefinitionAccepted');
    expect(archives.map(({ suite }) => suite)).toEqual(['trixie', 'forky']);
  });

  it('that is applied again does nothing', async () => {
    await apply({ a: {} });
    expect(await apply({ a: {} })).toMatchObject({ edition: 1, changed: false });
    expect(await world.recorded()).toHaveLength(2);
  });

  it('that is applied again with the same key answers as it did', async () => {
    const options = { idempotencyKey: 'this one' };
    const first = await apply({ a: {} }, options);
    expect(await apply({ a: {} }, options)).toStrictEqual(first);
    expect(await world.recorded()).toHaveLength(2);
  });

  it('that was refused and mended is applied with the same key', async () => {
    const options = { idempotencyKey: 'this one' };
    for (const key of ['chanels', 'chanels', 'streams']) {
      expect((await apply({ a: { [key]: [] } }, options)).problems).toHaveLength(1);
    }
    expect(await world.recorded()).toStrictEqual(['CatalogRefused', 'CatalogRefused']);
    expect(await apply({ a: {} }, options)).toMatchObject({ edition: 1, changed: true, images: ['image-a'] });
    expect(await apply({ a: {} }, options)).toMatchObject({ edition: 1, changed: true });
  });

  it('accepts anew only what was changed', async () => {
    await apply({ a: {}, b: {} });
    await apply({ a: {}, b: { summary: 'Another' } });
    expect((await world.recorded()).slice(3)).toStrictEqual(['CatalogApplied', 'DefinitionAccepted']);
    expect(await world.facts('DefinitionAccepted')).toMatchObject([{}, {}, { image: 'image-b', edition: 2 }]);
  });

  it('tells what it added, changed and retired since the edition before', async () => {
    const [a, b, c] = ['image-a', 'image-b', 'image-c'];
    expect(await apply({ a: {}, b: {} })).toMatchObject({ added: [a, b], updated: [], retired: [] });
    const second = await apply({ b: { summary: 'Another' }, c: {} });
    expect(second).toMatchObject({ edition: 2, added: [c], updated: [b], retired: [a] });
    const again = await apply({ b: { summary: 'Another' }, c: {} });
    expect(again).toMatchObject({ edition: 2, added: [], updated: [], retired: [] });
    expect(await apply({ a: {}, b: { summary: 'Another' }, c: {} })).toMatchObject({ added: [a], updated: [] });
  });

  it('keeps the files that its definitions copy', async () => {
    const files = { '/etc/a.conf': { from: 'a.conf' } };
    await applyFiles(writtenCatalog({ a: { packages: ['aa'], files } }, { 'a.conf': 'on' }));
    const [accepted] = await world.facts<DefinitionAccepted>('DefinitionAccepted');
    const kept = await new Documents(world.content).read<ImageDefinition>(accepted?.definition ?? '');
    expect(kept.files['/etc/a.conf']).toMatchObject({ sha256: sha256('on'), size: 2, mode: 0o644 });
    expect(await world.content.stat(sha256('on'))).toBeDefined();
  });

  it('keeps no file that is larger than any that a folder may have', async () => {
    const catalog = writtenCatalog({ a: { packages: ['aa'] } }, { large: 'x'.repeat(16_000_001) });
    await expect(applyFiles(catalog)).rejects.toMatchObject({ name: 'IntegrityFault', code: 'content-too-large' });
    expect(await world.recorded()).toStrictEqual([]);
  });

  it('with mistakes is refused with all of them, once, and the catalog stays', async () => {
    await apply({ a: {} });
    const wrong = { a: { chanels: ['latest'] }, b: { distribution: 'debian/trixe' } };
    const refused = await apply(wrong);
    expect(refused).toMatchObject({ edition: 1, changed: false, images: [] });
    expect(refused.problems).toStrictEqual([
      expect.stringMatching(/^image-a\.yaml:1: .*"chanels"\. Did you mean "channels"/),
      'image-b.yaml:1: distribution: "debian/trixe" is not known. Did you mean "debian/trixie"?',
    ]);
    await apply(wrong);
    expect((await world.recorded()).slice(2)).toStrictEqual(['CatalogRefused']);
    expect(await world.facts('CatalogRefused')).toStrictEqual([{ problems: refused.problems }]);
  });

  it('with a file that the ecosystem makes itself is refused', async () => {
    const files = { '/etc/passwd': { from: 'passwd' } };
    const { problems } = await applyFiles(writtenCatalog({ a: { packages: ['aa'], files } }, { passwd: 'root' }));
    expect(problems).toStrictEqual([
      'a.yaml:1: files./etc/passwd: /etc/passwd is made of the accounts; expected them under accounts',
    ]);
  });

  it('that was mended is applied again', async () => {
    await apply({ a: {} });
    await apply({ a: { chanels: [] } });
    expect(await apply({ a: {} })).toMatchObject({ edition: 2, changed: true });
  });

  it('of which too much is gone is refused, unless what goes is named', async () => {
    await apply(five);
    await expect(apply({})).rejects.toMatchObject({ name: 'Rejection', code: 'too-many-retired' });
    await expect(apply({ a: {}, b: {} })).rejects.toMatchObject({ code: 'too-many-retired' });
    expect((await world.recorded()).slice(6)).toStrictEqual(['CatalogRefused', 'CatalogRefused']);
    const outcome = await apply({ a: {}, b: {} }, { retire: ['image-c', 'image-d'] });
    expect(outcome).toMatchObject({ edition: 2, retired: ['image-c', 'image-d', 'image-e'] });
    expect((await world.recorded()).slice(8)).toStrictEqual(['CatalogApplied', ...Array(3).fill('DefinitionRetired')]);
  });

  it('of another folder than before is refused when it lacks even one image that was not named', async () => {
    await apply({ a: {}, b: {} });
    const folder = { path: '/other', instead: '/catalog', offered: 'kept' } as const;
    await expect(apply({ a: {} }, { folder })).rejects.toMatchObject({ code: 'other-folder-retires' });
    const standing = await app.get(QueryBus).execute(new Standing());
    expect(standing).toMatchObject({ edition: 1, refused: { problems: [expect.stringContaining('/other is not')] } });
    expect(await apply({ a: {} }, { folder, retire: ['image-b'] })).toMatchObject({ retired: ['image-b'] });
  });

  it('is applied only to the edition that the caller saw', async () => {
    await apply({ a: {} }, { expectEdition: 0 });
    await apply({ a: {}, b: {} }, { expectEdition: 1 });
    const stale = apply({ a: {}, c: {} }, { expectEdition: 1 });
    await expect(stale).rejects.toMatchObject({ name: 'Rejection', code: 'edition-moved' });
    expect(await world.facts<CatalogApplied>('CatalogApplied')).toHaveLength(2);
  });
});

describe('what stands of a catalog', () => {
  const standing = () => app.get(QueryBus).execute(new Standing());

  it('is nothing before the first, of which a refusal is told, too', async () => {
    expect(await standing()).toStrictEqual({ edition: 0, refused: undefined });
    await expect(apply({})).rejects.toMatchObject({ code: 'catalog-empty' });
    expect(await standing()).toMatchObject({
      edition: 0,
      refused: { problems: [expect.stringContaining('holds no')] },
    });
  });

  it('is the last edition, with what was refused since and when that was first offered', async () => {
    await apply({ a: {} });
    expect(await standing()).toStrictEqual({ edition: 1, refused: undefined });
    const { problems } = await apply({ a: { chanels: [] } });
    const refused = await standing();
    expect(refused).toStrictEqual({ edition: 1, refused: { problems, since: world.clock.now() } });
    world.clock.advance(60_000);
    await apply({ a: { chanels: [] } });
    expect(await standing()).toStrictEqual(refused);
    await apply({ a: {} });
    expect(await standing()).toStrictEqual({ edition: 2, refused: undefined });
  });

  it('is the last edition as it was when another folder, offered once, is refused: with or without mistakes', async () => {
    const folder = { path: '/wrong', instead: '/catalog', offered: 'once' } as const;
    await apply({ a: {}, b: {} });
    const before = await standing();
    const guarded = { code: 'other-folder-retires' };
    expect(await apply({ a: { chanels: [] } }, { folder })).toMatchObject({
      problems: [expect.anything()],
      edition: 1,
    });
    await expect(apply({ a: {} }, { folder })).rejects.toMatchObject(guarded);
    expect(await standing()).toStrictEqual(before);
    expect(await apply({ a: {}, b: {} })).toMatchObject({ edition: 1, changed: false });
    await apply({ a: { chanels: [] } });
    const mistaken = await standing();
    await expect(apply({ a: {} }, { folder })).rejects.toMatchObject(guarded);
    expect(await standing()).toStrictEqual(mistaken);
  });

  it('tells that very much is gone, in a line that can be recorded', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [String(index).padStart(30, 'x'), {}]));
    expect(await apply(many)).toMatchObject({ edition: 1 });
    await expect(apply({})).rejects.toMatchObject({ code: 'too-many-retired' });
    const problems = [expect.stringMatching(/^The folder lacks 250 of 250 images \(.* and 240 more\)/)];
    expect(await standing()).toMatchObject({ edition: 1, refused: { problems } });
  });

  it('may be unable to tell of a refusal, which is answered all the same', async () => {
    const { events } = world.stores.builder;
    const knows = (type: string): boolean => type !== 'builder.CatalogRefused.v1' && contracts.knows(type);
    const useValue = new InMemoryEventStore({ events, contracts: { ...contracts, knows } });
    await app.close();
    const version = { provide: ProductVersion, useValue: { text: '1.2.3' } };
    app = await new ArchiveWorld('builder').open(BuilderModule, version, { provide: EventStore, useValue });
    await expect(apply({ a: { chanels: [] } })).rejects.toMatchObject({ code: 'event-unknown' });
    await expect(apply({})).rejects.toMatchObject({ code: 'catalog-empty' });
  });

  it('is not changed by one who saw another edition', async () => {
    await apply({ a: {} });
    await expect(apply({ b: {} }, { expectEdition: 0 })).rejects.toMatchObject({ code: 'edition-moved' });
    expect(await standing()).toStrictEqual({ edition: 1, refused: undefined });
  });
});

describe('two catalogs at once', () => {
  it('are applied one after the other', async () => {
    const both = await Promise.all([apply({ a: {} }), apply({ a: {}, b: {} })]);
    expect(both.map(({ edition }) => edition).sort()).toStrictEqual([1, 2]);
    expect(await world.facts<CatalogApplied>('CatalogApplied')).toHaveLength(2);
  });
});

describe('a catalog that is only checked', () => {
  it('tells what is wrong and what is right, and changes nothing', async () => {
    const files = named({ a: {}, b: { chanels: [] } });
    const answer = await app.get(QueryBus).execute(new CheckCatalog(files, '/catalog'));
    expect(answer).toMatchObject({ problems: [expect.stringContaining('chanels')], images: ['image-a'] });
    expect(await world.recorded()).toStrictEqual([]);
  });

  it('tells that there is nothing in it', async () => {
    const answer = await app.get(QueryBus).execute(new CheckCatalog(named({}), '/catalog'));
    expect(answer.problems).toStrictEqual([
      'The folder /catalog holds no definition. Expected at its top a YAML file for each image, such as nginx.yaml',
    ]);
  });

  it('tells which of its files are none, with everything else', async () => {
    const files = { ...named({ a: {}, b: { chanels: [] } }), others: ['conf/dangling'] };
    expect(await app.get(QueryBus).execute(new CheckCatalog(files, '/catalog'))).toMatchObject({
      problems: [
        expect.stringContaining('chanels'),
        'conf/dangling: neither a file nor a folder; expected one of both, since links are not followed',
      ],
      images: ['image-a'],
    });
  });
});
