import {
  predicateTypes,
  type ChildVerdict,
  type Statement,
  type TestOutcome,
  type TestResultPredicate,
  type Verdict,
} from '@quench/contracts';
import { digest, hex, type Json } from '@quench/kernel';
import { approves } from './judge.js';

const sha = (of: string): { readonly sha256: string } => ({ sha256: hex(digest(of)) });

/** What the tester signs: the index and its children, what was asked of them and what came of it. */
export function verdictStatement(verdict: Omit<Verdict, 'statement' | 'durationMs'>): Statement {
  const { image, index, plan, policy, children } = verdict;
  const named = (outcomes: readonly TestOutcome['outcome'][]): readonly string[] =>
    children.flatMap((child) => testsOf(child, outcomes));
  const predicate: TestResultPredicate = {
    result: approves(children) ? 'PASSED' : 'FAILED',
    configuration: [
      { name: 'plan', digest: sha(plan) },
      { name: 'policy', digest: sha(policy) },
    ],
    passedTests: named(['passed']),
    warnedTests: named(['waived']),
    failedTests: named(['failed', 'not-run']),
  };
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: image, digest: sha(index) },
      ...children.map(({ platform, manifest }) => ({ name: platform, digest: sha(manifest) })),
    ],
    predicateType: predicateTypes.testResult,
    predicate: predicate as unknown as Json,
  };
}

const testsOf = ({ platform, tests }: ChildVerdict, outcomes: readonly TestOutcome['outcome'][]): readonly string[] =>
  tests.filter(({ outcome }) => outcomes.includes(outcome)).map(({ name }) => `${platform}/${name}`);
