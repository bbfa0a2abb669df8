import { describe, expect, it } from '@jest/globals';
import type { Policy, RunEvent, TestOutcome, Verdict, VerdictEvent } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { given } from '@quench/testing';
import { approves, outcomeOf } from './judge.js';
import { verdict } from './verdict.decider.js';
import { verdictStatement } from './verdict-statement.js';

const outcome = (rung: string, is: TestOutcome['outcome']): TestOutcome => ({
  name: rung,
  rung,
  test: sha256(rung),
  outcome: is,
  detail: '',
});
const child = (...tests: readonly TestOutcome[]) => ({ platform: 'linux/amd64', manifest: sha256('child'), tests });
const sound = outcome('structure', 'passed');

const data = (over: Partial<Verdict> = {}): Verdict => ({
  image: 'nginx',
  index: sha256('index'),
  plan: sha256('plan'),
  policy: sha256('policy'),
  children: [child(sound, outcome('boot', 'passed'))],
  statement: sha256('statement'),
  durationMs: 5,
  ...over,
});
const give = (of: Verdict) => ({ type: 'GiveVerdict' as const, data: of });
const approved = (of: Verdict): VerdictEvent => ({ type: 'tester.ImageApproved.v1', data: of });
const rejected = (of: Verdict): VerdictEvent => ({ type: 'tester.ImageRejected.v1', data: of });

describe('a verdict', () => {
  it('approves when every child passed every test', () => given(verdict, []).when(give(data())).then(approved(data())));

  it.each(['failed', 'not-run'] as const)('rejects when one test of one child has %s', (is) => {
    const bad = data({ children: [child(sound), child(sound, outcome('probe', is))] });
    given(verdict, []).when(give(bad)).then(rejected(bad));
  });

  it('approves what the policy lets pass', () => {
    const waived = data({ children: [child(sound, outcome('probe', 'waived'))] });
    given(verdict, []).when(give(waived)).then(approved(waived));
  });

  it('is not given twice for the same answers', () =>
    given(verdict, [approved(data())])
      .when(give(data({ statement: sha256('again'), durationMs: 9 })))
      .thenNothing());

  it('is given again under another policy or plan, or for another answer', () => {
    for (const other of [
      data({ policy: sha256('stricter') }),
      data({ plan: sha256('longer') }),
      data({ children: [child(sound)] }),
    ]) {
      given(verdict, [approved(data())])
        .when(give(other))
        .then(approved(other));
    }
  });
});

describe('what approves', () => {
  it('is never nothing', () => {
    expect(approves([])).toBe(false);
    expect(approves([child()])).toBe(false);
  });
  it('is never without a look at the structure', () =>
    expect(approves([child(outcome('boot', 'passed'))])).toBe(false));
});

describe('the outcome of a test', () => {
  const identity = {
    manifest: sha256('m'),
    test: sha256('t'),
    environment: 'any',
    name: 'serves',
    rung: 'probe' as const,
  };
  const strict: Policy = { format: 1, waive: [] };
  const lenient: Policy = { format: 1, waive: [{ test: 'serves', reason: 'needs a licence' }] };
  const notRun: RunEvent = { type: 'tester.TestNotRun.v1', data: { ...identity, reason: 'no sandbox' } };

  it('is not a pass when it was not run', () =>
    expect(outcomeOf(notRun, strict, 'linux/amd64')).toMatchObject({ outcome: 'not-run', detail: 'no sandbox' }));
  it('is waived by name only', () => {
    expect(outcomeOf(notRun, lenient, 'linux/amd64')).toMatchObject({
      outcome: 'waived',
      detail: 'needs a licence (no sandbox)',
    });
    const other = { ...notRun, data: { ...notRun.data, name: 'boots' } } as RunEvent;
    expect(outcomeOf(other, lenient, 'linux/amd64').outcome).toBe('not-run');
  });
  it('is waived on the platform alone that the waiver names', () => {
    const policy: Policy = { format: 1, waive: [{ test: 'serves', reason: 'slow', platform: 'linux/arm64' }] };
    const on = (platform: string) => outcomeOf(notRun, policy, platform).outcome;
    expect([on('linux/amd64'), on('linux/arm64')]).toEqual(['not-run', 'waived']);
  });
  it('is waived for want of a run alone where the waiver says so', () => {
    const policy: Policy = { format: 1, waive: [{ test: 'serves', reason: 'slow', outcome: 'not-run' }] };
    const data = { ...identity, durationMs: 1, detail: 'status 500', log: sha256('log') };
    const failed: RunEvent = { type: 'tester.TestFailed.v1', data };
    const of = (event: RunEvent) => outcomeOf(event, policy, 'linux/amd64').outcome;
    expect([of(notRun), of(failed)]).toEqual(['waived', 'failed']);
  });
});

describe('the statement of a verdict', () => {
  it('names the index first, then its children, and what was asked of them', () => {
    const children = [child(sound, outcome('boot', 'waived'), outcome('probe', 'not-run'))];
    const statement = verdictStatement(data({ children }));
    expect(statement.subject.map(({ name }) => name)).toEqual(['nginx', 'linux/amd64']);
    expect(statement.predicate).toMatchObject({
      result: 'FAILED',
      passedTests: ['linux/amd64/structure'],
      warnedTests: ['linux/amd64/boot'],
      failedTests: ['linux/amd64/probe'],
    });
  });
});
