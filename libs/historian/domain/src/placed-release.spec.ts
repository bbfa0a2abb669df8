import { describe, expect, it } from '@jest/globals';
import type { ArchivedEvent } from './archive.projection.js';
import { placedAnswer, type PlacedRelease, type RegistryOffer } from './placed-release.js';

const told = (id: string) => ({ id }) as ArchivedEvent;
const offer = (platform: string, has: boolean, newest: string | undefined = '24.1.0'): RegistryOffer => ({
  ...{ platform, purl: `pkg:npm/node-${platform}`, newest, told: told(platform) },
  isListed: has,
});
const asked = (more: Partial<PlacedRelease>) =>
  placedAnswer('nodejs/24', 'node-x64 24.2.0', {
    ...{ constraints: ['24'], isAllowed: true, own: [offer('x64', true)], elsewhere: [offer('arm64', true)] },
    ...more,
  });

describe('a release of a registry that a line has not taken', () => {
  it('is not offered where no registry lists it', () => {
    expect(asked({ own: [offer('x64', false)], elsewhere: [offer('arm64', true)] })).toEqual({
      stage: 'not-offered',
      answer: 'no registry lists node-x64 24.2.0; pkg:npm/node-x64 has 24.1.0',
      evidence: [told('x64')],
    });
  });

  it('is out of the range of the line, wherever it is listed', () => {
    const answer = asked({ isAllowed: false, elsewhere: [offer('arm64', false)] });
    expect(answer).toMatchObject({ stage: 'out-of-range', answer: 'nodejs/24 takes releases that are "24"' });
  });

  it.each([
    ['24.1.0', 'pkg:npm/node-arm64 has 24.1.0'],
    [undefined, 'pkg:npm/node-arm64 has none that is "24"'],
  ])('waits for the platform that lacks it and has %s', (newest, said) => {
    const arm64 = { ...offer('arm64', false), newest };
    expect(asked({ elsewhere: [arm64] })).toEqual({
      ...{ stage: 'platform-missing', answer: `arm64 lacks it: ${said}`, evidence: [told('arm64')] },
    });
  });

  it('waits for the next lock where all have it, since no rule was recorded that keeps it out', () => {
    expect(asked({})).toEqual({
      stage: 'not-locked',
      answer: expect.stringContaining('no lock of nodejs/24 has it'),
      evidence: [told('x64'), told('arm64')],
    });
  });
});
