import { describe, expect, it } from '@jest/globals';
import { policySchema } from './policy.schema.js';
import { problemLine } from './problem.js';
import { readCatalog } from './read-catalog.js';
import { minimal, problems, read } from './written.fixture.js';

const HOUR_MS = 3_600_000;
const none = { hold: [], pass: [], cooldownMs: 0, freeze: [], decideWithinMs: 14 * 24 * HOUR_MS, inherited: [] };
const catalog = (files: Readonly<Record<string, string>>) =>
  readCatalog({ definitions: new Map(Object.entries(files)), assets: new Map() });
const updates = (policy: string, definition = minimal) => {
  const { definitions, problems: found } = catalog({ 'policy.yaml': policy, 'static.yaml': definition });
  expect(found).toEqual([]);
  return definitions[0]?.policy.updates;
};
const mistakes = (policy: string): readonly string[] => catalog({ 'policy.yaml': policy }).problems.map(problemLine);

describe('the rules of updates', () => {
  it('are absent where nobody names any, so that a definition stays what it was', () => {
    expect(read(minimal).policy).toEqual({ waive: [] });
    expect(Object.keys(read(minimal).policy)).toEqual(['waive']);
  });

  it('are read from a definition', () => {
    const policy =
      '{ hold: [minor, { package: nginx }, { growth: 50% }, new-script], pass: [tzdata], cooldown: 36h, decideWithin: 2d, freeze: [{ from: 2026-12-20, to: 2026-12-20 }] }';
    expect(read(`${minimal}policy: ${policy}\n`).policy.updates).toEqual({
      hold: [
        { kind: 'step', step: 'minor' },
        { kind: 'package', name: 'nginx' },
        { kind: 'growth', percent: 50 },
        { kind: 'brings', what: 'script' },
      ],
      ...{ pass: ['tzdata'], cooldownMs: 36 * HOUR_MS, decideWithinMs: 48 * HOUR_MS },
      ...{ freeze: [{ from: '2026-12-20', to: '2026-12-20' }], inherited: [] },
    });
  });

  it('are those of the catalog where a definition is silent, key by key', () => {
    const policy = 'hold: [major]\ncooldown: 3d\n';
    const major = [{ kind: 'step', step: 'major' }];
    const all = { ...none, hold: major, cooldownMs: 72 * HOUR_MS };
    expect(updates(policy)).toEqual({ ...all, inherited: ['hold', 'cooldown'] });
    expect(updates(policy, `${minimal}policy: { hold: [] }\n`)).toEqual({ ...all, hold: [], inherited: ['cooldown'] });
    expect(updates(policy, `${minimal}policy: { cooldown: 0d }\n`)).toEqual({
      ...{ ...all, cooldownMs: 0, inherited: ['hold'] },
    });
  });
});

describe('policy.yaml', () => {
  it('is no definition', () =>
    expect(catalog({ 'policy.yaml': 'hold: [major]' })).toEqual({ definitions: [], problems: [] }));

  it.each([
    ['an unknown key', 'holds: [major]', /^policy\.yaml:1: unknown key "holds"\. Did you mean "hold"\?/],
    [
      'an unknown size',
      'hold:\n  - majr',
      /^policy\.yaml:2: hold\.0: expected one of .*major, .*found "majr"\. Did you mean "major"\?$/,
    ],
    ['an unknown thing brought', 'hold: [new-setud]', /found "new-setud"\. Did you mean "new-setuid"\?$/],
    ['a package by another key', 'hold: [{ pakage: nginx }]', /unknown key "pakage"\. Did you mean "package"\?/],
    ['a growth without a unit', 'hold: [{ growth: 50 }]', /hold\.0\.growth: expected a growth such as 50%, found 50/],
    [
      'two rules in one',
      'hold: [{ growth: 5%, package: nginx }]',
      /hold\.0: expected exactly one of the keys package, growth/,
    ],
    ['a version beside a name', 'hold: [{ package: "nginx=1" }]', /hold\.0\.package: expected the name of a package/],
    [
      'a time without a unit',
      'cooldown: 3',
      /^policy\.yaml:1: cooldown: expected a time in days or hours, such as 3d or 12h, found 3/,
    ],
    [
      'a day that is none',
      'freeze: [{ from: 2026-02-30, to: 2026-03-01 }]',
      /^policy\.yaml:1: freeze\.0\.from: there is no day 2026-02-30$/,
    ],
    [
      'an end before its beginning',
      'freeze: [{ from: 2026-03-02, to: 2026-03-01 }]',
      /freeze\.0: it ends on 2026-03-01, before it begins/,
    ],
    [
      'a package that is held and passed',
      'hold: [{ package: nginx }]\npass: [nginx]',
      /^policy\.yaml:2: pass\.0: "nginx" is held, too/,
    ],
    [
      'a size that another one has in it',
      'hold: [major, minor]',
      /^policy\.yaml:1: hold\.0: "major" is held by "minor", which holds larger steps, too$/,
    ],
    ['waivers', 'waive: []', /unknown key "waive"/],
    ['nothing', '# later', /^policy\.yaml:1: expected a policy: keys such as hold and cooldown, found nothing$/],
  ])('with %s is answered with place and expectation', (_what, text, message) => {
    expect(mistakes(text)).toContainEqual(expect.stringMatching(message));
  });

  it('is one file', () =>
    expect(catalog({ 'policy.yaml': 'hold: []', 'policy.yml': 'hold: []' }).problems.map(problemLine)).toEqual([
      'policy.yml:1: policy.yaml is there, too; expected one',
    ]));

  it('is published as a schema that says of each key what is expected', () =>
    expect(JSON.stringify(policySchema)).toContain('a time in days or hours'));
});

it('mistakes of rules in a definition are told with their key', () => {
  expect(problems(`${minimal}policy: { hold: [majr] }\n`)).toEqual([
    expect.stringMatching(/^static\.yaml:6: policy\.hold\.0: expected one of .*Did you mean "major"\?$/),
  ]);
  expect(problems(`${minimal}policy: { pass: [a1], hold: [{ package: a1 }] }\n`)).toEqual([
    expect.stringMatching(/^static\.yaml:6: policy\.pass\.0: "a1" is held, too/),
  ]);
});
