import { describe, expect, it } from '@jest/globals';
import { ociPlatform, platformName } from './platform.js';

describe('a platform', () => {
  it.each([
    ['linux/amd64', { os: 'linux', architecture: 'amd64' }],
    ['linux/arm64', { os: 'linux', architecture: 'arm64', variant: 'v8' }],
    ['linux/arm/v7', { os: 'linux', architecture: 'arm', variant: 'v7' }],
  ])('%s is the same in the words of the OCI, there and back', (name, parts) => {
    expect(ociPlatform(name)).toStrictEqual(parts);
    expect(platformName(parts)).toBe(name);
  });

  it('of which an index says no variant is the usual one', () =>
    expect(platformName({ os: 'linux', architecture: 'arm64' })).toBe('linux/arm64'));
});
