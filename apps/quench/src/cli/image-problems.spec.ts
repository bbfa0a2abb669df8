import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import type { RunView, TestResultsView } from '@quench/tester-feature';
import { rejection } from './image-problems.js';

const run = (name: string, also: Partial<RunView>): RunView => ({
  ...{ platform: 'linux/amd64', name, rung: 'boot', outcome: 'passed', detail: '', environment: 'any', durationMs: 1 },
  log: sha256(name),
  ...also,
});
const results = (...runs: readonly RunView[]): TestResultsView => ({
  ...{ image: 'web', index: sha256('index'), verdict: 'rejected', given: undefined, runs },
});

describe('what is wrong with an image', () => {
  it('that was rejected is the tests that did not pass, and is explained by what led there', () => {
    const boot = run('boot', { outcome: 'failed', detail: 'ended with 1' });
    expect(rejection(results(run('structure', {}), boot))).toEqual({
      problem: 'rejected: boot failed: ended with 1',
      see: 'quench why web',
    });
  });

  it('is told with the platform where there are several', () => {
    const boot = run('boot', { platform: 'linux/arm64', outcome: 'not-run', detail: 'no emulator', log: undefined });
    expect(rejection(results(run('boot', {}), boot))?.problem).toBe('rejected: linux/arm64 boot not-run: no emulator');
  });

  it('is told of tests that could not run as well', () =>
    expect(rejection(results(run('boot', { outcome: 'not-run', detail: 'no sandbox', log: undefined })))).toEqual({
      problem: 'rejected: boot not-run: no sandbox',
      see: 'quench why web',
    }));

  it('is nothing while the tester has given no verdict', () =>
    expect(rejection({ ...results(), verdict: 'pending' })).toBeUndefined());
});
