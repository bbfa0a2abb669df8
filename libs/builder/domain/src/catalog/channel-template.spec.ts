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
});
