import { expect, it } from '@jest/globals';
import { shownDigest } from '@quench/builder-domain';
import { MAIN_LINE, type UpdateDelayed } from '@quench/contracts';
import { updatesMeant, updatesToDecide } from './hold-queries.handler.js';
import type { HoldView } from './hold-views.js';

const view = (image: string, to: string, phase: HoldView['phase'] = 'delayed'): HoldView => {
  const said = { image, ...MAIN_LINE, purl: 'pkg:deb/debian/openssl', name: 'openssl' };
  const [digest, instant] = [`sha256:${'a'.repeat(64)}`, '2026-01-01T00:00:00Z'];
  const update: UpdateDelayed = {
    ...{ ...said, from: '3.5', to, step: 'minor', urgent: false, rule: 'cooldown: 3d', definition: digest },
    ...{ until: instant, packages: [{ name: 'libssl3', from: '3.5', to, fromBytes: 1, toBytes: 2 }] },
    seen: { source: { ecosystem: 'deb', origin: 'Debian', suite: 'trixie' }, snapshot: digest, date: instant },
  };
  return {
    ...said,
    line: `${image}/default/prod`,
    phase,
    reason: '',
    until: instant,
    since: instant,
    update,
    overdue: false,
    shown: shownDigest(update),
    purls: [said.purl],
    rejected: [],
  };
};
const views = [view('shop', '3.6'), view('web', '3.6'), view('old', '3.7')];
const shop = [{ image: 'shop', ...MAIN_LINE }];
const meant = (name: string, version?: string, lines?: typeof shop): string =>
  updatesMeant({ name, version, lines }, views)
    .map(({ image }) => image)
    .join();

it('an update is meant by its source, by a package of it, or by its purl, in all images that have not taken it', () => {
  for (const name of ['openssl', 'libssl3', 'pkg:deb/debian/openssl']) expect(meant(name)).toBe('shop,web,old');
});

it('an update is meant by each spelling of its purl', () => {
  const purl = 'pkg:deb/debian/g%2B%2B';
  for (const name of ['pkg:deb/debian/g++', 'PKG:deb/debian/g%2b%2b', purl]) {
    expect(
      updatesMeant({ name, version: undefined, lines: shop }, [{ ...view('shop', '3.6'), purl, purls: [purl] }]),
    ).toHaveLength(1);
  }
});

it('an update is meant in the images that are named, and to the version that is named', () => {
  expect(meant('openssl', undefined, shop)).toBe('shop');
  expect(meant('openssl', '3.6')).toBe('shop,web');
});

it('an update that none is meant by is refused with the nearest one', () =>
  expect(() => meant('opensl')).toThrow(/^No update of "opensl" waits in any image\. Did you mean "openssl"\?/));

it('an update that is to another version by now is refused with that', () =>
  expect(() => meant('openssl', '3.7', shop)).toThrow('The update of openssl in shop is to 3.6, not to 3.7.'));

it('an update is meant by how that begins which names its files, and refused with that where it has others', () => {
  const of = (shown: string, version?: string): string =>
    updatesMeant({ name: 'openssl', version, shown, lines: undefined }, views)
      .map(({ image }) => image)
      .join();
  const [first] = views;
  expect(of(String(first?.shown).slice(0, 19))).toBe('shop,web');
  expect(of(String(first?.shown))).toBe('shop,web');
  const others = 'The update of openssl in shop to 3.6 has other files by now. Look at it and decide again';
  expect(() => of(`sha256:${'0'.repeat(12)}`, '3.6')).toThrow(
    expect.objectContaining({ code: 'hold-moved', message: others }),
  );
});

it('an update that a person decided about is decided again in an image that is named only', () => {
  const decided = [view('shop', '3.6', 'rejected'), view('web', '3.6', 'held'), view('old', '3.6', 'released')];
  const of = (lines: typeof shop | undefined) =>
    updatesToDecide({ name: 'openssl', version: undefined, lines }, decided).map(({ image }) => image);
  expect(of(undefined)).toEqual(['web']);
  expect(of(shop)).toEqual(['shop']);
});

it('says for which images an update was decided that nobody has to decide about any more', () => {
  const decided = [view('shop', '3.6', 'rejected'), view('web', '3.6', 'released')];
  expect(() => updatesToDecide({ name: 'openssl', version: undefined, lines: undefined }, decided)).toThrow(
    'No update of "openssl" waits: decided for shop, web. To decide again, name the image',
  );
});

it('a package that two updates of one image have names none of them to decide about; the place or the version does', () => {
  const both = ['node', 'next'].map((name, at) => ({
    ...{ ...view('shop', `${String(at + 2)}.1`), name, purl: `place:npm/${name}` },
  }));
  const of = (name: string, version?: string) =>
    updatesToDecide({ name, version, lines: shop }, both).map((one) => one.name);
  expect(() => of('libssl3')).toThrow(
    '"libssl3" means several updates: node@2.1 in shop, next@3.1 in shop. Name one of them',
  );
  expect(of('libssl3', '3.1')).toEqual(['next']);
  expect(of('node')).toEqual(['node']);
});

it('the update that is called so is meant where another one of the image has a package of that name', () => {
  const all = [view('shop', '3.6'), { ...view('shop', '3.6'), name: 'libssl3', purl: 'pkg:deb/debian/libssl3' }];
  const found = updatesToDecide({ name: 'libssl3', version: undefined, lines: shop }, all);
  expect(found.map(({ purl }) => purl)).toEqual(['pkg:deb/debian/libssl3']);
});
