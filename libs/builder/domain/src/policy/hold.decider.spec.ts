import { describe, it } from '@jest/globals';
import type { HoldEvent, UpdateDelayed, UpdateHeld } from '@quench/contracts';
import { given } from '@quench/testing';
import { hold, type SettledOutcome } from './hold.decider.js';
import { shownDigest } from './version-files.js';

const update = {
  ...{ image: 'web', versionStream: 'default', variant: 'prod' },
  ...{ purl: 'pkg:deb/debian/nginx', name: 'nginx' },
} as const;
const seen = {
  source: { ecosystem: 'deb', origin: 'Debian', suite: 'trixie' },
  snapshot: `sha256:${'a'.repeat(64)}`,
  date: '2026-01-01T00:00:00Z',
};
const said = (to: string) => ({
  ...({ ...update, from: '1.0', to, step: 'major', urgent: false, seen, packages: [] } as const),
  ...{ rule: 'hold: major', definition: seen.snapshot },
});
const heldData = (to: string): UpdateHeld => ({ ...said(to), deadline: '2026-01-15T00:00:00Z', fixed: [] });
const delayedData = (to: string): UpdateDelayed => ({
  ...said(to),
  rule: 'cooldown: 3d',
  until: '2026-01-04T00:00:00Z',
});
const held = (to: string): HoldEvent => ({ type: 'builder.UpdateHeld.v1', data: heldData(to) });
const delayed = (to: string): HoldEvent => ({ type: 'builder.UpdateDelayed.v1', data: delayedData(to) });
const shown = shownDigest(said('2.0'));
const about = { ...update, to: '2.0', shown } as const;
const released: HoldEvent = { type: 'builder.UpdateReleased.v1', data: { ...about, reason: 'tried it' } };
const rejected: HoldEvent = { type: 'builder.UpdateRejected.v1', data: { ...about, reason: 'breaks us' } };
const took = (to: string): HoldEvent => ({
  type: 'builder.UpdateSettled.v1',
  data: { ...update, to, outcome: 'taken' },
});
const dropped: HoldEvent = { type: 'builder.UpdateSettled.v1', data: { ...update, to: '2.0', outcome: 'dropped' } };
const withdrawn: HoldEvent = { type: 'builder.UpdateSettled.v1', data: { ...update, to: '2.0', outcome: 'withdrawn' } };

const holdIt = (to: string) => ({ type: 'Hold', data: heldData(to) }) as const;
const delayIt = (to: string) => ({ type: 'Delay', data: delayedData(to) }) as const;
const any = { update, version: undefined, shown: undefined };
const release = { type: 'Release', ...any, reason: 'tried it' } as const;
const reject = { type: 'Reject', ...any, reason: 'breaks us' } as const;
const settle = (outcome: SettledOutcome) => ({ type: 'Settle', update, outcome }) as const;
const take = (version: string) => settle({ kind: 'taken', version });
const withdraw = settle({ kind: 'withdrawn' });
const drop = settle({ kind: 'dropped' });

describe('an update that a rule holds', () => {
  it('is held once, and again when a newer version comes', () => {
    given(hold, []).when(holdIt('2.0')).then(held('2.0'));
    given(hold, [held('2.0')])
      .when(holdIt('2.0'))
      .thenNothing();
    given(hold, [held('2.0')])
      .when(holdIt('2.1'))
      .then(held('2.1'));
  });

  it('is held although it was only to wait before', () =>
    given(hold, [delayed('2.0')])
      .when(holdIt('2.0'))
      .then(held('2.0')));

  it('is released, once', () => {
    given(hold, [held('2.0')])
      .when(release)
      .then(released);
    given(hold, [held('2.0'), released])
      .when(release)
      .thenNothing();
    given(hold, [held('2.0'), released])
      .when(holdIt('2.0'))
      .thenNothing();
  });

  it('is rejected, once', () => {
    given(hold, [held('2.0')])
      .when(reject)
      .then(rejected);
    given(hold, [held('2.0'), rejected])
      .when(reject)
      .thenNothing();
    given(hold, [held('2.0'), rejected])
      .when(holdIt('2.0'))
      .thenNothing();
  });

  it('is decided once, also where another version was decided about', () => {
    const newer = { ...update, to: '3.0', reason: 'no' };
    given(hold, [held('2.0'), rejected, held('3.0'), { type: 'builder.UpdateReleased.v1', data: newer }])
      .when({ ...release, version: '3.0' })
      .thenNothing();
    given(hold, [held('2.0'), rejected, held('3.0'), { type: 'builder.UpdateRejected.v1', data: newer }])
      .when({ ...reject, version: '2.0' })
      .thenNothing();
  });

  it('may be thought of again', () => {
    given(hold, [held('2.0'), rejected])
      .when(release)
      .then(released);
    given(hold, [held('2.0'), released])
      .when(reject)
      .then(rejected);
  });

  it('is decided by the version that the person looked at', () => {
    given(hold, [held('2.0')])
      .when({ ...release, version: '1.9' })
      .thenRejected('hold-moved');
    given(hold, [held('2.0')])
      .when({ ...release, version: '2.0' })
      .then(released);
  });

  it('is held anew when a newer version comes after a decision', () => {
    given(hold, [held('2.0'), rejected])
      .when(holdIt('2.1'))
      .then(held('2.1'));
    given(hold, [held('2.0'), released])
      .when(holdIt('3.0'))
      .then(held('3.0'));
  });
});

describe('an update of several files', () => {
  const file = (bytes?: string) => ({
    ...{ name: 'nginx', from: '1.0', to: '2.0', fromBytes: 1, toBytes: 1 },
    ...(bytes !== undefined && { sha256: `sha256:${bytes.repeat(64)}` }),
  });
  const of = (...bytes: readonly (string | undefined)[]) => ({ ...heldData('2.0'), packages: bytes.map(file) });
  const heldOf = (...bytes: readonly (string | undefined)[]): HoldEvent => ({
    ...{ type: 'builder.UpdateHeld.v1', data: of(...bytes) },
  });
  const holdOf = (...bytes: readonly string[]) => ({ type: 'Hold', data: of(...bytes) }) as const;

  it.each<[string, readonly HoldEvent[]]>([
    ['', []],
    [' after it was released', [released]],
  ])('is held again where there is another one%s, but not where there are fewer', (_when, decision) => {
    given(hold, [heldOf('a', 'b'), ...decision])
      .when(holdOf('a', 'c'))
      .then(heldOf('a', 'c'));
    given(hold, [heldOf('a', 'b'), ...decision])
      .when(holdOf('b'))
      .thenNothing();
  });

  it('is not held again where it was recorded without saying which', () => {
    for (const decision of [[], [released]])
      given(hold, [heldOf(undefined), ...decision])
        .when(holdOf('a', 'b'))
        .thenNothing();
  });

  it('stays rejected with others', () =>
    given(hold, [heldOf('a', 'b'), rejected])
      .when(holdOf('a', 'c'))
      .thenNothing());
});

describe('an update that has to wait', () => {
  it('is delayed once, and again when that lasts longer', () => {
    given(hold, []).when(delayIt('2.0')).then(delayed('2.0'));
    given(hold, [delayed('2.0')])
      .when(delayIt('2.0'))
      .thenNothing();
    const longer = { ...delayedData('2.0'), until: '2026-02-01T00:00:00Z' };
    given(hold, [delayed('2.0')])
      .when({ type: 'Delay', data: longer })
      .then({ type: 'builder.UpdateDelayed.v1', data: longer });
  });

  it('may be released before its time, and rejected', () => {
    given(hold, [delayed('2.0')])
      .when(release)
      .then(released);
    given(hold, [delayed('2.0')])
      .when(reject)
      .then(rejected);
  });
});

describe('an update that stands open', () => {
  it.each([held('2.0'), delayed('2.0')])('is settled when the line takes it: $type', (open) => {
    given(hold, [open]).when(take('2.0')).then(took('2.0'));
    given(hold, [open, took('2.0')])
      .when(take('2.0'))
      .thenNothing();
  });

  it('is settled when nobody offers it any more', () => {
    given(hold, [held('2.0')])
      .when(withdraw)
      .then(withdrawn);
    given(hold, [held('2.0'), withdrawn])
      .when(withdraw)
      .thenNothing();
    given(hold, [held('2.0'), withdrawn])
      .when(holdIt('2.0'))
      .then(held('2.0'));
  });

  it('stays rejected although nobody offers it for a while', () => {
    given(hold, [held('2.0'), rejected])
      .when(withdraw)
      .thenNothing();
    given(hold, [held('2.0'), rejected])
      .when(take('2.0'))
      .then(took('2.0'));
    given(hold, [held('2.0'), rejected, took('2.0')])
      .when(holdIt('2.0'))
      .then(held('2.0'));
  });

  it('stays rejected although the line takes another version meanwhile', () => {
    given(hold, [held('2.0'), rejected])
      .when(take('1.0.1'))
      .thenNothing();
    const newer = [held('2.0'), rejected, held('2.1')];
    given(hold, newer).when(take('2.1')).then(took('2.1'));
    given(hold, [...newer, took('2.1')])
      .when(holdIt('2.0'))
      .thenNothing();
  });

  it('is settled with the version that the line took', () =>
    given(hold, [delayed('1.1')])
      .when(take('1.2'))
      .then(took('1.2')));

  it('is settled with all that was decided when the line needs it no more', () => {
    given(hold, [held('2.0')])
      .when(drop)
      .then(dropped);
    given(hold, [held('2.0'), rejected])
      .when(drop)
      .then(dropped);
    given(hold, [held('2.0'), rejected, dropped])
      .when(drop)
      .thenNothing();
  });
});

it.each([release, reject])('nothing that waits is refused: $type', (command) => {
  given(hold, []).when(command).thenRejected('hold-unknown');
  given(hold, [held('2.0'), released, took('2.0')])
    .when(command)
    .thenRejected('hold-unknown');
});

describe('an update of a placed release, whose packages change', () => {
  const placed = (type: 'Held' | 'Delayed', ...names: readonly string[]): HoldEvent => {
    const packages = names.map((name) => ({ name, from: '1.0', to: '2.0', fromBytes: 1, toBytes: 0 }));
    const more = { packages, range: '2' };
    return type === 'Held'
      ? { type: 'builder.UpdateHeld.v1', data: { ...heldData('2.0'), ...more } }
      : { type: 'builder.UpdateDelayed.v1', data: { ...delayedData('2.0'), ...more } };
  };
  const asked = (event: HoldEvent) =>
    event.type === 'builder.UpdateHeld.v1'
      ? ({ type: 'Hold', data: event.data } as const)
      : ({ type: 'Delay', data: event.data as UpdateDelayed } as const);

  it.each([['Held'], ['Delayed']] as const)(
    'is recorded again where another package came, but not where one goes: %s',
    (type) => {
      const swapped = placed(type, 'next-x64', 'arm64');
      given(hold, [placed(type, 'x64', 'arm64')])
        .when(asked(swapped))
        .then(swapped);
      given(hold, [placed(type, 'x64', 'arm64')])
        .when(asked(placed(type, 'arm64')))
        .thenNothing();
    },
  );

  it('is asked about again where another package came after a person let it in', () => {
    const swapped = placed('Held', 'next-x64', 'arm64');
    given(hold, [placed('Held', 'x64', 'arm64'), released])
      .when(asked(swapped))
      .then(swapped);
    given(hold, [placed('Held', 'x64', 'arm64'), released])
      .when(asked(placed('Held', 'x64')))
      .thenNothing();
  });

  it('stays out by what a person said, until no package of those is left', () => {
    given(hold, [placed('Held', 'x64', 'arm64'), rejected])
      .when(asked(placed('Held', 'next-x64', 'arm64')))
      .thenNothing();
    const others = placed('Held', 'next-x64', 'next-arm64');
    given(hold, [placed('Held', 'x64', 'arm64'), rejected])
      .when(asked(others))
      .then(others);
  });
});
