import { describe, expect, it } from '@jest/globals';
import { minimal, problems, read } from './written.fixture.js';

describe('a waiver', () => {
  const waiving = (waiver: string, platforms = '[linux/amd64, linux/arm64]'): string =>
    `${minimal}platforms: ${platforms}\nrun: { entrypoint: [/x] }\ntests: [{ boot: {} }]\npolicy: { waive: [${waiver}] }\n`;

  it('may be for one platform of the image, and for one outcome', () => {
    const waiver = { test: 'boot', reason: 'slow', platform: 'linux/arm64', outcome: 'not-run' };
    expect(read(waiving(JSON.stringify(waiver))).policy).toEqual({ waive: [waiver] });
  });

  it.each([
    ['{ test: boots, reason: slow }', '', /policy\.waive: no test "boots".*Did you mean "boot"/],
    [
      '{ test: boot, reason: slow, platform: linux/arm64 }',
      '[linux/amd64]',
      /policy\.waive: no platform "linux\/arm64"/,
    ],
    [
      '{ test: boot, reason: slow, outcome: failed }',
      '',
      /policy\.waive\.0\.outcome: expected not-run, found "failed"/,
    ],
  ])('%s is refused', (waiver, platforms, expected) =>
    expect(problems(waiving(waiver, platforms || undefined)).join('\n')).toMatch(expected),
  );
});

describe('what a test prepares', () => {
  const preparing = (test: string): string => `${minimal}run: { entrypoint: [/x] }\ntests:\n  - ${test}\n`;
  const step = 'prepare: [/usr/bin/fill, /data]';

  it('is a program of its packages, for what starts the image', () => {
    const tests = [`boot: { packages: [fill], ${step} }`, `probe: { packages: [fill], ${step}, exec: [/y] }`];
    for (const test of tests) {
      expect(read(preparing(test)).tests[1]).toMatchObject({ packages: ['fill'], prepare: ['/usr/bin/fill', '/data'] });
    }
  });

  it.each([
    [
      'without packages',
      preparing(`boot: { ${step} }`),
      /^static\.yaml:8: tests\.0\.boot\.prepare: it runs in the packages of the test; expected packages$/m,
    ],
    [
      'by no path',
      preparing('boot: { packages: [fill], prepare: [fill] }'),
      /^static\.yaml:8: tests\.0\.boot\.prepare\.0: expected .*from the root/m,
    ],
    [
      'of a structure',
      preparing(`structure: { packages: [fill], ${step} }`),
      /^static\.yaml:8: tests\.0\.structure: .*prepare/m,
    ],
  ])('is refused %s, with file and line', (_what, text, expected) =>
    expect(problems(text).join('\n')).toMatch(expected),
  );
});

describe('what a test expects', () => {
  it.each([
    [
      'a boot that is to end and to go on',
      `${minimal}run: { entrypoint: [/x] }\ntests:\n  - boot:\n      expect: { exit: 0,\n        aliveMs: 500 }\n`,
      /^static\.yaml:10: tests\.0\.boot\.expect: a program that is to end with exit 0 cannot be alive; expected exit or aliveMs$/,
    ],
    [
      'a boot that goes on longer than its time',
      `${minimal}run: { entrypoint: [/x] }\ntests: [{ boot: { expect: { aliveMs: 30000 } } }]\n`,
      /^static\.yaml:7: tests\.0\.boot\.expect\.aliveMs: expected less than the timeoutMs of the test, 30000, found 30000$/,
    ],
    [
      'a probe over http that expects an exit code',
      `${minimal}run: { entrypoint: [/x] }\ntests: [{ probe: { http: 'http://127.0.0.1:1/', expect: { exit: 0 } } }]\n`,
      /^static\.yaml:7: tests\.0\.probe\.expect: http answers no "exit"; expected status or body$/,
    ],
    [
      'a probe by a program that expects a status',
      `${minimal}run: { entrypoint: [/x] }\ntests: [{ probe: { exec: [/y], expect: { status: 200 } } }]\n`,
      /^static\.yaml:7: tests\.0\.probe\.expect: exec answers no "status"; expected exit or output$/,
    ],
  ])('is refused of %s, with file, line and remedy', (_what, text, expected) => {
    expect(problems(text).join('\n')).toMatch(expected);
  });

  it('may be less than the time that the test has', () => {
    const test = '{ boot: { expect: { aliveMs: 30000 }, timeoutMs: 30001 } }';
    expect(read(`${minimal}run: { entrypoint: [/x] }\ntests: [${test}]\n`).tests).toHaveLength(2);
  });
});
