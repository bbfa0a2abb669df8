import { describe, it } from '@jest/globals';
import type { CatalogEvent } from '@quench/contracts';
import { canonicalJson, sha256 } from '@quench/kernel';
import { given } from '@quench/testing';
import { catalog, type CatalogCommand } from './catalog.decider.js';

const definitionOf = (image: string): string => sha256(image);
const entries = (...images: readonly string[]) => images.map((image) => ({ image, definition: definitionOf(image) }));
const apply = (images: readonly string[], extra: Partial<CatalogCommand> = {}): CatalogCommand =>
  ({ type: 'ApplyCatalog', definitions: entries(...images), retire: [], ...extra }) as CatalogCommand;
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

  it('is emptied when every image is named', () =>
    given(catalog, [applied(1, ['a', 'b', 'c'])])
      .when(apply([], { retire: ['a', 'b', 'c'] }))
      .then(applied(2, [], ['a', 'b', 'c'])));

  it('tells a problem once', () => {
    const refused: CatalogEvent = { type: 'builder.CatalogRefused.v1', data: { problems: ['x'] } };
    given(catalog)
      .when({ type: 'RefuseCatalog', problems: ['x'] })
      .then(refused);
    given(catalog, [refused])
      .when({ type: 'RefuseCatalog', problems: ['x'] })
      .thenNothing();
  });
});
