import type { ChildVerdict, Policy, RunEvent, TestOutcome } from '@quench/contracts';
import { clip } from '@quench/kernel';
import type { RunState } from '../run/run.decider.js';

/** The outcome of one test on a platform under a policy. A waiver names a test and lets pass what is not a pass. */
export function outcomeOf(event: RunEvent, policy: Policy, platform: string): TestOutcome {
  const { name, rung, test } = event.data;
  const at = { name, rung, test };
  if (event.type === 'tester.TestPassed.v1') return { ...at, outcome: 'passed', detail: '' };
  const detail = event.type === 'tester.TestFailed.v1' ? event.data.detail : event.data.reason;
  const outcome = event.type === 'tester.TestFailed.v1' ? 'failed' : 'not-run';
  const waiver = policy.waive.find(
    (each) => each.test === name && (each.platform ?? platform) === platform && (each.outcome ?? outcome) === outcome,
  );
  if (waiver !== undefined) return { ...at, outcome: 'waived', detail: clip(`${waiver.reason} (${detail})`, 4_000) };
  return { ...at, outcome, detail };
}

/**
 * What is said of a test that was not run: where the last verdict told an answer, that stands. Who cannot ask knows no better.
 * @param before of the last verdict; undefined where it did not have the test
 * @param answers of all environments
 */
export function standingAnswer(
  before: TestOutcome['outcome'] | undefined,
  answers: readonly Answered[],
): Answered | undefined {
  if (before === undefined || before === 'not-run') return undefined;
  const said = before === 'passed' ? 'tester.TestPassed.v1' : 'tester.TestFailed.v1';
  return answers.find(({ type }) => type === said);
}

type Answered = NonNullable<RunState['answer']>;

const good = ({ outcome }: TestOutcome): boolean => outcome === 'passed' || outcome === 'waived';

/** Whether there are children and each was asked something, and passed or was let pass in all of it. */
export const approves = (children: readonly ChildVerdict[]): boolean =>
  children.length > 0 &&
  children.every(
    ({ tests }) => tests.length > 0 && tests.every(good) && tests.some(({ rung }) => rung === 'structure'),
  );
