import { describe, expect, it } from '@jest/globals';
import type { UpdateRules } from '@quench/contracts';
import type { ArchivedEvent } from './archive.projection.js';
import { placedAnswer, type PlacedRelease, type RegistryOffer } from './placed-release.js';

const told = (id: string) => ({ id }) as ArchivedEvent;
const offer = (platform: string, has: boolean, newest: string | undefined = '24.1.0'): RegistryOffer => ({
  ...{ platform, purl: `pkg:npm/node-${platform}`, newest, told: told(platform) },
  release: has ? { publishedAt: '2026-01-08T00:00:00.000Z' } : undefined,
});
const rules = (more: Partial<UpdateRules>): UpdateRules => ({
  ...{ hold: [], pass: [], cooldownMs: 0, freeze: [], decideWithinMs: 0, inherited: [] },
  ...more,
});
const asked = (more: Partial<PlacedRelease>) =>
  placedAnswer('nodejs/24', 'node-x64 24.2.0', {
    ...{ constraint: '24', isAllowed: true, names: ['node-x64', 'node'], rules: undefined },
    ...{ own: [offer('x64', true)], elsewhere: [offer('arm64', true)], now: '2026-01-10T12:00:00.000Z' },
    ...more,
  });
const WEEK_MS = 7 * 24 * 3_600_000;

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
    expect(asked({ elsewhere: [arm64], rules: rules({ cooldownMs: WEEK_MS }) })).toEqual({
      ...{ stage: 'platform-missing', answer: `arm64 lacks it: ${said}`, evidence: [told('arm64')] },
    });
  });

  it.each<[string, Partial<UpdateRules>, string]>([
    [
      'held',
      { hold: [{ kind: 'package', name: 'node' }], cooldownMs: WEEK_MS },
      'a person decides about node-x64, node',
    ],
    ['delayed', { cooldownMs: WEEK_MS }, 'cooldown: it is old enough at 2026-01-15T00:00:00.000Z'],
    ['delayed', { freeze: [{ from: '2026-01-01', to: '2026-01-10' }] }, 'nothing changes before 2026-01-10 is over'],
  ])('is %s by %j', (stage, more, said) => {
    expect(asked({ rules: rules(more) })).toMatchObject({ stage, answer: expect.stringContaining(said) });
  });

  it.each<[string, Partial<UpdateRules>]>([
    ['a name that passes', { pass: ['node'], cooldownMs: WEEK_MS }],
    ['an age that it has', { cooldownMs: 1_000 }],
    ['a freeze that is over', { freeze: [{ from: '2026-01-01', to: '2026-01-09' }] }],
    ['a hold of another name', { hold: [{ kind: 'package', name: 'npm' }] }],
  ])('waits for the next lock under %s', (_, more) => {
    expect(asked({ rules: rules(more) })).toMatchObject({ stage: 'not-locked' });
  });

  it('is new where nobody says how old it is', () => {
    const ageless = { ...offer('arm64', true), release: {} };
    expect(asked({ elsewhere: [ageless], rules: rules({ cooldownMs: WEEK_MS }) })).toMatchObject({ stage: 'delayed' });
  });
});
