import { expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { imageOf, ofImage, partsOf } from './image-parts.js';
import { archivedEvent, locked } from './story.fixture.js';

const built = (image: string, manifest: string) =>
  archivedEvent('builder.ImageBuilt.v1', { image, platforms: [{ manifest }] });

it('is an event of the image that it names, or of the repository', () => {
  expect(imageOf(locked(1, '1'))).toBe('web');
  expect(imageOf(archivedEvent('distributor.ChannelMoved.v1', { repository: 'web' }))).toBe('web');
  expect(imageOf(archivedEvent('builder.BuildStarted.v1', { recipe: sha256('1') }))).toBeUndefined();
});

it('is an event of any image that names none', () => {
  const [lock, other, started] = [locked(1, '1'), built('other', 'm'), archivedEvent('builder.BuildStarted.v1', {})];
  expect(ofImage([lock, other, started], 'web')).toEqual([lock, started]);
});

it('has each part of its own once', () => {
  const events = [locked(1, '1'), locked(2, '1'), locked(3, '2'), built('web', 'm'), built('other', 'n')];
  expect(partsOf(events, 'web')).toEqual({ recipes: [sha256('1'), sha256('2')], manifests: ['m'] });
  expect(partsOf(events, 'libx')).toEqual({ recipes: [], manifests: [] });
});
