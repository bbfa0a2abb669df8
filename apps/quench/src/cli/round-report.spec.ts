import { describe, expect, it } from '@jest/globals';
import type { ImageListRow } from './commands/image.command.js';
import { closingLine, imageTable, upCommandFor } from './round-report.js';
import { ownCatalog } from './places.js';

const well: ImageListRow = {
  ...{ image: 'web', channels: ['latest'], pointing: [], digest: 'x', recipe: {}, packages: 1, sizeBytes: 1 },
  ...{ verdict: 'approved', problem: '', see: '', from: '', ended: '' },
  ...{ repository: 'web', versionStream: 'default', variant: 'prod' },
};
const rejected: ImageListRow = {
  ...well,
  ...{ image: 'api', verdict: 'rejected', problem: 'rejected: boot failed: x', see: 'quench why api' },
};
const pending: ImageListRow = { ...well, image: 'db', verdict: 'pending' };

describe('the end of a round', () => {
  it('says nothing when every image is handed out', () => expect(closingLine([well])).toBeUndefined());

  it('says of one image why, and what tells more', () =>
    expect(closingLine([well, rejected])).toBe(
      '1 of 2 images is not up to date: api (rejected: boot failed: x). To see why: quench why api',
    ));

  it('has no full stop in what it says of an image', () =>
    expect(closingLine([{ ...rejected, problem: 'Write the path.' }])).toContain('api (Write the path). To see why: '));

  it('names all of several', () =>
    expect(closingLine([rejected, pending])).toBe(
      '2 of 2 images are not up to date: api (rejected: boot failed: x), db (not approved yet). To see why: quench status',
    ));
});

it('keeps the table as wide as its tests: what is wrong with an image is said below it', () => {
  const unbuilt: ImageListRow = { ...pending, problem: 'build-failed: a long story' };
  const journey = { image: 'db', tests: 'pending', seconds: undefined };
  const table = imageTable([unbuilt], [journey]).join('\n');
  expect(table).toContain('pending');
  expect(table).not.toContain('story');
  expect(closingLine([unbuilt])).toContain('a long story');
});

it('calls up with the folder that is followed', () => {
  expect(upCommandFor(undefined)).toBe('quench up');
  expect(upCommandFor(ownCatalog)).toBe('quench up');
  expect(upCommandFor('/my catalog')).toBe("quench up --catalog '/my catalog'");
});
