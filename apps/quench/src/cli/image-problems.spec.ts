import { describe, expect, it } from '@jest/globals';
import type { ArchivedEvent } from '@quench/historian-domain';
import { sha256 } from '@quench/kernel';
import type { RunView, TestResultsView } from '@quench/tester-feature';
import { buildFailure, rejection } from './image-problems.js';

const at = '2026-01-01T00:00:00.000Z';
const event = (type: string): ArchivedEvent => ({
  ...{ id: type, type, stream: 'x', version: 1, epoch: 1, globalSeq: 1, sequencedAt: at, occurredAt: at },
  ...{ commandId: 'x', causes: [], correlationId: 'x', producer: 'x/1', data: {} },
  actor: { kind: 'service', id: 'x', authenticatedBy: 'process' },
});
const run = (name: string, also: Partial<RunView>): RunView => ({
  ...{ platform: 'linux/amd64', name, rung: 'boot', outcome: 'passed', detail: '', environment: 'any', durationMs: 1 },
  log: sha256(name),
  ...also,
});
const results = (...runs: readonly RunView[]): TestResultsView => ({
  ...{ image: 'web', index: sha256('index'), verdict: 'rejected', given: undefined, runs },
});

describe('what is wrong with an image', () => {
  it('that was rejected is the tests that did not pass, and the log of one of them', () => {
    const boot = run('boot', { outcome: 'failed', detail: 'ended with 1' });
    expect(rejection(results(run('structure', {}), boot))).toEqual({
      problem: 'rejected: boot failed: ended with 1',
      see: 'quench test show web boot',
    });
  });

  it('is in no log when the tests could not run', () =>
    expect(rejection(results(run('boot', { outcome: 'not-run', detail: 'no sandbox', log: undefined })))).toEqual({
      problem: 'rejected: boot not-run: no sandbox',
      see: 'quench test list web',
    }));

  it('is nothing while the tester has given no verdict', () =>
    expect(rejection({ ...results(), verdict: 'pending' })).toBeUndefined());

  it('is the last failure to build, unless it is being built again or is built', () => {
    const [started, failed, given] = ['BuildStarted', 'BuildFailed', 'BuildAbandoned'].map((name) =>
      event(`builder.${name}.v1`),
    ) as [ArchivedEvent, ArchivedEvent, ArchivedEvent];
    const lock = event('builder.LockResolved.v1');
    expect(buildFailure([lock, started, failed, lock])).toBe(failed);
    expect(buildFailure([lock, started, given])).toBe(given);
    expect(buildFailure([started, failed, started])).toBeUndefined();
    expect(buildFailure([failed, event('builder.ManifestBuilt.v1')])).toBeUndefined();
    expect(buildFailure([lock])).toBeUndefined();
  });
});
