import { describe, expect, it } from '@jest/globals';
import { expandChannels } from './channel-template.js';

const parts = (name: string): readonly number[] | undefined => (name === 'nginx' ? [1, 26, 3, 4] : undefined);

describe('channels', () => {
  it('are filled in from the lock, distinct and sorted', () =>
    expect(expandChannels(['latest', '{{ version "nginx" 2 }}', '{{ version "nginx" 1 }}', 'latest'], parts)).toEqual([
      '1',
      '1.26',
      'latest',
    ]));

  it('may have text around a version', () =>
    expect(expandChannels(['v{{version "nginx" 3}}-slim'], parts)).toEqual(['v1.26.3-slim']));

  it('cannot name a package that is not in the image', () =>
    expect(() => expandChannels(['{{ version "apache2" 1 }}'], parts)).toThrow('apache2'));

  it.each([
    ['{{ version "nginx" 3 }}-r4', "ends like a publication's own tag"],
    ['-{{ version "nginx" 1 }}', '"-1" is not a channel'],
    ['1-r{{ version "nginx" 1 }}', '"1-r1" ends like'],
    ['sha256-{{ version "nginx" 1 }}', 'is not a channel'],
    [`${'x'.repeat(127)}{{ version "nginx" 2 }}`, 'is not a channel'],
  ])('%s, filled in, are refused as written ones are', (template, why) =>
    expect(() => expandChannels([template], parts)).toThrow(why),
  );
});
