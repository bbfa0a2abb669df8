import { describe, expect, it } from '@jest/globals';
import type { LockedRelease } from '@quench/contracts';
import type { Release, Step } from '@quench/plugin-sdk';
import { chooseRelease, keptRelease, placedCandidates } from './choose-release.js';

const WANTED = { purl: 'pkg:npm/node', constraint: '22', has: undefined } as const;
const release = (version: string, state: Release['state'] = 'current'): Release => ({
  ...{ version, state, publishedAt: undefined },
  file: state === 'withdrawn' ? undefined : { url: `https://x.example/${version}`, checksums: ['sha1:00'] },
});
const minor = (version: string): number => Number(version.split(/[.-]/)[1]);
const versions = {
  isPrerelease: (version: string) => version.includes('-'),
  matching: (all: readonly string[], constraint: string) => all.filter((one) => one.startsWith(constraint)),
  classify: (from: string, to: string): Step => {
    if (from === to) return 'same';
    return minor(from) > minor(to) ? 'backwards' : 'minor';
  },
};
const newest = (...listed: readonly Release[]): string =>
  chooseRelease(WANTED, { listed, elsewhere: [] }, versions, () => true).version;

describe('the release that is taken', () => {
  it('is the newest that is allowed', () => {
    expect(newest(release('20.9'), release('22.1'), release('22.10'), release('24.0'))).toBe('22.10');
  });

  it.each([release('22.10-rc.1'), release('22.10', 'deprecated'), release('22.10', 'withdrawn')])(
    'is none that its author would not give: %j',
    (other) => {
      expect(newest(release('22.1'), other)).toBe('22.1');
    },
  );

  it('is missing with a word of what there is', () => {
    expect(() => newest(release('20.9'), release('22.0', 'deprecated'), release('24.0'))).toThrow(
      /^There is no release of pkg:npm\/node that is "22" .* The newest that are: 20\.9, 24\.0$/,
    );
  });
});

describe('while rules ask for time', () => {
  /** What is taken of a list by a line that has one of its versions, where these have waited. */
  const taken = (has: string | undefined, waited: readonly string[], ...listed: readonly Release[]): string =>
    chooseRelease({ ...WANTED, has }, { listed, elsewhere: [] }, versions, ({ version }) => waited.includes(version))
      .version;

  it('the newest that has waited is taken', () => {
    const listed = [release('22.1'), release('22.2'), release('22.3')];
    expect(taken(undefined, ['22.1', '22.2'], ...listed)).toBe('22.2');
    expect(taken('22.1', ['22.1', '22.2'], ...listed)).toBe('22.2');
  });

  it('a line keeps what it has when nothing newer has waited, and no longer', () => {
    expect(taken('22.2', [], release('22.1'), release('22.2'), release('22.3'))).toBe('22.2');
  });

  it('a line keeps what it has when whoever publishes deprecates all but what is new', () => {
    const others = [release('22.1', 'deprecated'), release('22.2', 'deprecated')];
    expect(taken('22.2', ['22.1', '22.2'], ...others, release('22.9'))).toBe('22.2');
  });

  it('a line goes back to nothing, old or new', () => {
    const listed = [release('22.1'), release('22.2'), release('22.3', 'deprecated'), release('22.4')];
    expect(taken('22.3', ['22.1', '22.2'], ...listed)).toBe('22.3');
  });

  it.each<[string, Release[]]>([
    ['withdrawn', [release('22.1'), release('22.3', 'withdrawn'), release('22.4')]],
    ['not listed', [release('22.1'), release('22.4')]],
  ])('a line has nothing to take when what it has is %s, unless something newer has waited', (_what, listed) => {
    const refused = expect.objectContaining({ code: 'release-withdrawn', message: expect.stringContaining('22.3') });
    expect(() => taken('22.3', ['22.1'], ...listed)).toThrow(refused);
    expect(taken('22.3', ['22.1', '22.4'], ...listed)).toBe('22.4');
  });

  it('a line that has none waits with a word of what there is', () => {
    const refused = expect.objectContaining({ code: 'release-waits', message: expect.stringContaining('22.1, 22.2') });
    expect(() => taken(undefined, [], release('22.1'), release('22.2'))).toThrow(refused);
  });
});

describe('where a place has another package on another platform', () => {
  const listed = [release('22.1'), release('22.2'), release('22.3')];
  /** What is taken where the other package has these releases. */
  const taken = (has: string | undefined, others: readonly Release[], stopped?: string) => {
    const mayTake = ({ version }: { readonly version: string }) => version !== stopped;
    return chooseRelease({ ...WANTED, has }, { listed, elsewhere: [others] }, versions, mayTake).version;
  };

  it('the newest is taken that both have, and that may be taken', () => {
    const others = [release('22.1'), release('22.2'), release('22.3', 'deprecated'), release('22.4')];
    expect(taken(undefined, others)).toBe('22.2');
    expect(taken('22.1', others)).toBe('22.2');
    expect(taken('22.1', others, '22.2')).toBe('22.1');
  });

  it.each([
    ['2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', '2026-01-03T00:00:00Z'],
    ['2026-01-03T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'],
    ['2026-01-02T00:00:00Z', undefined, undefined],
    [undefined, '2026-01-02T00:00:00Z', undefined],
  ])('a release of %s and %s is as old as the last of both: %s', (here, there, publishedAt) => {
    const [one, other] = [here, there].map((at) => ({ ...release('22.2'), publishedAt: at }));
    const offers = { listed: [release('22.1'), ...(one ? [one] : [])], elsewhere: [other ? [other] : []] };
    expect(placedCandidates({ ...WANTED, has: '22.1' }, offers, versions)).toEqual([{ version: '22.2', publishedAt }]);
  });

  it('a line goes back for no platform, and one that has none waits', () => {
    expect(taken('22.3', [release('22.1')])).toBe('22.3');
    const refused = expect.objectContaining({
      code: 'platforms-differ',
      message: expect.stringContaining('22.2, 22.3'),
    });
    expect(() => taken(undefined, [release('22.4')])).toThrow(refused);
  });
});

describe('the release that a line keeps', () => {
  const last: LockedRelease = {
    ...{ purl: 'pkg:npm/node@22.1', sha256: 'sha256:00', size: 1, name: 'node', version: '22.1', checksums: [] },
    places: [{ path: '/usr/local/bin/node', from: 'bin/node' }],
    chosen: { by: 'range', constraint: '22', listedAt: '2026-11-26T00:00:00Z' },
  };

  it('is the one that it has, asked for as it is now', () => {
    expect(keptRelease(last, '22.1', versions)).toEqual({ ...last, chosen: { ...last.chosen, constraint: '22.1' } });
  });

  it('is none where the range is another one', () => {
    expect(keptRelease(last, '24', versions)).toBeUndefined();
    expect(keptRelease(undefined, '22', versions)).toBeUndefined();
  });
});
