import { describe, expect, it } from '@jest/globals';
import type { HoldEvent, UpdatedPackage, UpdateHeld } from '@quench/contracts';
import { given } from '@quench/testing';
import { hold } from './hold.decider.js';
import { shownDigest } from './version-files.js';

const update = {
  ...{ image: 'web', versionStream: 'default', variant: 'prod' },
  ...{ purl: 'pkg:deb/debian/nginx', name: 'nginx' },
} as const;
const file = (bytes: string, more: Partial<UpdatedPackage> = {}): UpdatedPackage => ({
  ...{ name: 'nginx', from: '1.0', to: '2.0', fromBytes: 1, toBytes: 1, sha256: `sha256:${bytes.repeat(64)}` },
  ...more,
});
const of = (...packages: readonly UpdatedPackage[]): UpdateHeld => ({
  ...({ ...update, from: '1.0', to: '2.0', step: 'major', urgent: false, packages } as const),
  seen: {
    source: { ecosystem: 'deb', origin: 'Debian', suite: 'trixie' },
    ...{ snapshot: `sha256:${'f'.repeat(64)}`, date: '2026-01-01T00:00:00Z' },
  },
  ...{ rule: 'hold: major', definition: `sha256:${'e'.repeat(64)}`, deadline: '2026-01-15T00:00:00Z', fixed: [] },
});
const held = (data: UpdateHeld): HoldEvent => ({ type: 'builder.UpdateHeld.v1', data });
const deciding = (type: 'Release' | 'Reject', shown: string | undefined) =>
  ({ type, update, version: '2.0', shown, reason: 'looked at it' }) as const;
const [first, other] = [of(file('a')), of(file('b'))];
const decision = (type: 'UpdateReleased' | 'UpdateRejected', data: UpdateHeld): HoldEvent => ({
  type: `builder.${type}.v1`,
  data: { ...update, to: '2.0', shown: shownDigest(data), reason: 'looked at it' },
});

describe.each(['Release', 'Reject'] as const)('a decision of a person: %s', (type) => {
  const event = type === 'Release' ? 'UpdateReleased' : 'UpdateRejected';

  it('names the files that it is about', () => {
    given(hold, [held(first)])
      .when(deciding(type, shownDigest(first)))
      .then(decision(event, first));
    given(hold, [held(first), held(other)])
      .when(deciding(type, undefined))
      .then(decision(event, other));
  });

  it('about files that came since then is refused', () =>
    given(hold, [held(first), held(other)])
      .when(deciding(type, shownDigest(first)))
      .thenRejected('hold-moved'));

  it('is made once, of the files that it was made about', () => {
    const decided = [held(first), decision(event, first)];
    given(hold, decided)
      .when(deciding(type, shownDigest(first)))
      .thenNothing();
    given(hold, decided)
      .when(deciding(type, shownDigest(other)))
      .thenRejected('hold-moved');
  });

  it('may be thought of again about the same files only', () => {
    const contrary = event === 'UpdateReleased' ? 'UpdateRejected' : 'UpdateReleased';
    given(hold, [held(first), decision(contrary, first)])
      .when(deciding(type, shownDigest(first)))
      .then(decision(event, first));
    given(hold, [held(first), decision(contrary, first)])
      .when(deciding(type, shownDigest(other)))
      .thenRejected('hold-moved');
  });
});

it('what a person is shown has the same name in whichever order and by whatever rule, and another one with other files', () => {
  const [one, two] = [file('a'), file('b', { name: 'nginx-common' })];
  const otherwise: UpdateHeld = { ...of(one, two, one), rule: 'hold: minor' };
  expect(shownDigest(of(two, one))).toBe(shownDigest(otherwise));
  const others = [of(one), of(one, { ...two, to: '2.1' }), { ...of(one, two), to: '2.1' }, of(one, file('b'))];
  for (const more of others) expect(shownDigest(more)).not.toBe(shownDigest(of(one, two)));
});

describe('what comes in with an update', () => {
  const tool = (bytes: string) => ({ name: 'tool', to: '1', sha256: `sha256:${bytes.repeat(64)}` });
  const bringing = (...additions: readonly ReturnType<typeof tool>[]): UpdateHeld => ({ ...first, additions });
  const released = [held(bringing(tool('c'))), decision('UpdateReleased', bringing(tool('c')))];
  const holding = (data: UpdateHeld) => ({ type: 'Hold', data }) as const;

  it('is part of what was released, and is asked about as other bytes, or where more comes', () => {
    given(hold, released)
      .when(holding(bringing(tool('c'))))
      .thenNothing();
    for (const more of [bringing(tool('d')), bringing(tool('c'), { ...tool('e'), name: 'more' })]) {
      given(hold, released).when(holding(more)).then(held(more));
    }
  });

  it('is asked about once, and as nobody has looked into it where that was not told', () => {
    given(hold, [held(bringing(tool('c')))])
      .when(holding(bringing(tool('c'))))
      .thenNothing();
    given(hold, [held(first), decision('UpdateReleased', first)])
      .when(holding(bringing(tool('c'))))
      .thenNothing();
  });

  it('does not keep out what brings it later: that was not what was rejected', () => {
    const newer = { ...bringing(tool('c')), to: '3.0', packages: [file('b', { to: '3.0' })] };
    given(hold, [held(bringing(tool('c'))), decision('UpdateRejected', bringing(tool('c')))])
      .when(holding(newer))
      .then(held(newer));
  });

  it('has a part in its name', () => {
    const all = [first, bringing(tool('c')), bringing(tool('d'))];
    expect(new Set(all.map(shownDigest)).size).toBe(3);
    expect(shownDigest(bringing())).toBe(shownDigest(first));
  });
});
