import { describe, expect, it } from '@jest/globals';
import type { CatalogEvent } from '@quench/contracts';
import { canonicalJson, sha256 } from '@quench/kernel';
import { given } from '@quench/testing';
import { catalog, type CatalogCommand } from './catalog.decider.js';

const definitionOf = (image: string): string => sha256(image);
const entries = (...images: readonly string[]) => images.map((image) => ({ image, definition: definitionOf(image) }));
const folder = { path: '/catalog', instead: undefined, offered: 'once' } as const;
const other = { path: '/other one', instead: '/catalog', offered: 'once' } as const;
const refusal: CatalogEvent = { type: 'builder.CatalogRefused.v1', data: { problems: ['x'] } };
const apply = (images: readonly string[], extra: Partial<CatalogCommand> = {}): CatalogCommand =>
  ({ type: 'ApplyCatalog', definitions: entries(...images), retire: [], folder, ...extra }) as CatalogCommand;
const applied = (edition: number, images: readonly string[], retired: readonly string[] = []): CatalogEvent => ({
  type: 'builder.CatalogApplied.v1',
  data: { edition, catalog: sha256(canonicalJson(entries(...images))), definitions: entries(...images), retired },
});

describe('a catalog', () => {
  it('is applied as one edition, whatever the order of its files', () =>
    given(catalog)
      .when(apply(['b', 'a']))
      .then(applied(1, ['a', 'b'])));

  it('is not applied twice', () =>
    given(catalog, [applied(1, ['a'])])
      .when(apply(['a']))
      .thenNothing());

  it('is refused when the caller saw another edition', () =>
    given(catalog, [applied(1, ['a'])])
      .when(apply(['b'], { expectEdition: 0 }))
      .thenRejected('edition-moved'));

  it('retires two images without being asked', () =>
    given(catalog, [applied(1, ['a', 'b', 'c'])])
      .when(apply(['a']))
      .then(applied(2, ['a'], ['b', 'c'])));

  it('is refused when its folder was emptied', () =>
    given(catalog, [applied(1, ['a', 'b', 'c'])])
      .when(apply([]))
      .thenRejected('too-many-retired'));

  it('from another folder retires nothing that is not named', () => {
    const story = given(catalog, [applied(1, ['a', 'b'])]);
    const refused = story.when(apply(['a'], { folder: other }));
    refused.thenRejected('other-folder-retires');
    story.when(apply(['a'], { folder: other, retire: ['b'] })).then(applied(2, ['a'], ['b']));
    story.when(apply(['a', 'b', 'c'], { folder: other })).then(applied(2, ['a', 'b', 'c']));
  });

  it('that is refused names both folders, and the command that applies it all the same', () => {
    const { decide, initialState, evolve } = catalog;
    const state = evolve(initialState, applied(1, ['a', 'b']));
    const said =
      '/other one is not the folder that was applied last, and lacks 1 of 2 images (b). ' +
      "Perhaps that one was meant: /catalog. If they are to be retired: quench catalog apply '/other one' --retire b";
    expect(() => decide(apply(['a'], { folder: other }), state)).toThrow(said);
  });

  it('of two images is refused when its folder was emptied, too', () =>
    given(catalog, [applied(1, ['a', 'b'])])
      .when(apply([]))
      .thenRejected('too-many-retired'));

  it('is not begun by an empty folder, nor followed by another one', () => {
    given(catalog).when(apply([])).thenRejected('catalog-empty');
    const emptied = given(catalog, [applied(1, ['a']), applied(2, [], ['a'])]);
    emptied.when(apply([], { folder: other })).thenRejected('catalog-empty');
    emptied.when(apply([])).thenNothing();
  });

  it('is emptied when every image is named', () =>
    given(catalog, [applied(1, ['a', 'b', 'c'])])
      .when(apply([], { retire: ['a', 'b', 'c'] }))
      .then(applied(2, [], ['a', 'b', 'c'])));

  it('that lacks very many images is refused with the first of them, and how many more', () => {
    const all = Array.from({ length: 1_000 }, (_, index) => `image-${String(index + 1_000)}`);
    const first = `${all.slice(0, 10).join(', ')} and 990 more`;
    const story = given(catalog, [applied(1, all)]);
    const end = 'If they are to be retired, name each of them: quench catalog apply /catalog --retire IMAGE';
    const said = `The folder lacks 1000 of 1000 images (${first}). Perhaps another folder was meant (--catalog DIR). ${end}`;
    story.when(apply([])).thenRejected('too-many-retired');
    const { decide, initialState, evolve } = catalog;
    expect(() => decide(apply([]), evolve(initialState, applied(1, all)))).toThrow(said);
    story.when(apply([], { retire: all })).then(applied(2, [], all));
  });

  it('tells a problem once', () => {
    const refuse = { type: 'RefuseCatalog', problems: ['x'], folder } as const;
    given(catalog).when(refuse).then(refusal);
    given(catalog, [refusal]).when(refuse).thenNothing();
  });

  it('is not blamed for another folder that somebody offers once, only for one that is kept in its place', () => {
    const story = given(catalog, [applied(1, ['a'])]);
    story.when({ type: 'RefuseCatalog', problems: ['x'], folder: other }).thenNothing();
    story.when({ type: 'RefuseCatalog', problems: ['x'], folder: { ...other, offered: 'kept' } }).then(refusal);
    story.when({ type: 'RefuseCatalog', problems: ['x'], folder: undefined }).then(refusal);
  });
});
