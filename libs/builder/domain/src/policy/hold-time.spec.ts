import { describe, it } from '@jest/globals';
import type { HoldEvent, UpdateHeld } from '@quench/contracts';
import { given } from '@quench/testing';
import { hold } from './hold.decider.js';

const digest = `sha256:${'a'.repeat(64)}`;
const date = '2026-01-01T00:00:00Z';
const early: UpdateHeld = {
  ...{ image: 'web', versionStream: 'default', variant: 'prod', purl: 'pkg:deb/debian/nginx', name: 'nginx' },
  ...{ from: '1.0', to: '2.0', step: 'major', urgent: false, packages: [], rule: 'hold: major', definition: digest },
  seen: { source: { ecosystem: 'deb', origin: 'Debian', suite: 'trixie' }, snapshot: digest, date },
  ...{ deadline: '2026-01-15T00:00:00Z', fixed: [] },
};
const first: UpdateHeld = { ...early, asked: date };
const held = (data: UpdateHeld): HoldEvent => ({ type: 'builder.UpdateHeld.v1', data });

describe('an update that is held', () => {
  it.each([
    ['time', { deadline: '2026-02-01T00:00:00Z' }],
    ['person', { owner: 'web@example.org' }],
  ])('is told again where another %s is meant, unless an earlier version told it', (_what, other) => {
    const data = { ...first, ...other };
    given(hold, [held(first)])
      .when({ type: 'Hold', data })
      .then(held(data));
    given(hold, [held(early)])
      .when({ type: 'Hold', data })
      .thenNothing();
  });
});
