import { describe, it } from '@jest/globals';
import type { RunEvent } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { given } from '@quench/testing';
import { run } from './run.decider.js';

const identity = {
  manifest: sha256('manifest'),
  test: sha256('test'),
  environment: 'bwrap/owners',
  name: 'boots',
  rung: 'boot' as const,
};
const log = sha256('log');
const passed: RunEvent = { type: 'tester.TestPassed.v1', data: { ...identity, durationMs: 3, log } };
const failed: RunEvent = { type: 'tester.TestFailed.v1', data: { ...identity, durationMs: 3, detail: 'no', log } };
const notRun = (reason: string): RunEvent => ({ type: 'tester.TestNotRun.v1', data: { ...identity, reason } });
const record = (event: RunEvent) => ({ type: 'RecordRun' as const, event });

describe('a run', () => {
  it('records the answer', () => given(run, []).when(record(passed)).then(passed));
  it('keeps the first answer', () => given(run, [passed]).when(record(failed)).thenNothing());
  it('keeps a failure', () => given(run, [failed]).when(record(passed)).thenNothing());
  it('takes an answer after it could not be asked', () =>
    given(run, [notRun('no sandbox')])
      .when(record(passed))
      .then(passed));
  it('says once why it could not be asked', () =>
    given(run, [notRun('no sandbox')])
      .when(record(notRun('no sandbox')))
      .thenNothing());
  it('says another reason', () =>
    given(run, [notRun('no sandbox')])
      .when(record(notRun('no memory')))
      .then(notRun('no memory')));
  it('says each time that a fault which may be over was in the way', () => {
    const full = { ...notRun('disk full'), data: { ...identity, reason: 'disk full', transient: true } } as RunEvent;
    given(run, [full]).when(record(full)).then(full);
  });
  it('does not forget an answer because it could not be asked again', () =>
    given(run, [passed])
      .when(record(notRun('no sandbox')))
      .thenNothing());
});
