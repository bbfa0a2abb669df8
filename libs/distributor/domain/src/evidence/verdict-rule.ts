import { predicateTypes, type TestResultPredicate } from '@quench/contracts';
import { testResultOf } from './predicates.js';
import { subjectsOf } from './subjects.js';
import type { CompleteRecords, Obstacle, Proofs } from './evidence.js';

/** The tester must have signed that, under this plan and policy, each child passed each test or the policy waives it. */
export function verdictObstacle(
  records: Pick<CompleteRecords, 'built'> & { readonly rules: Pick<CompleteRecords['rules'], 'plan' | 'policy'> },
  proofs: Omit<Proofs, 'index'>,
): Obstacle | undefined {
  const { verdict } = proofs;
  const { index, platforms } = records.built;
  if (verdict.predicateType !== predicateTypes.testResult) {
    return { code: 'verdict-mismatch', detail: `The verdict is a ${verdict.predicateType}` };
  }
  const image = [index, ...platforms.map(({ manifest }) => manifest)].sort();
  if (subjectsOf(verdict).join(' ') !== image.join(' ')) {
    return { code: 'verdict-mismatch', detail: `The verdict is not about ${index} and exactly its children` };
  }
  const result = testResultOf(verdict);
  if (result === undefined)
    return { code: 'verdict-malformed', detail: 'The verdict has not the shape of a test result' };
  for (const rule of ['plan', 'policy'] as const) {
    const named = result.configuration
      .filter(({ name }) => name === rule)
      .map(({ digest }) => `sha256:${digest.sha256}`);
    if (named.join(' ') !== records.rules[rule]) {
      return {
        code: 'verdict-superseded',
        detail: `The verdict was given under another ${rule} than ${records.rules[rule]}`,
      };
    }
  }
  return coverage(result, proofs);
}

function coverage(
  result: TestResultPredicate,
  { children, plan, policy }: Omit<Proofs, 'index'>,
): Obstacle | undefined {
  const [failed] = result.failedTests;
  if (result.result !== 'PASSED' || failed !== undefined) {
    return {
      code: 'verdict-not-passed',
      detail: `The signed verdict is ${result.result}${failed === undefined ? '' : `: ${failed}`}`,
    };
  }
  const waived = (platform: string, test: string): boolean =>
    policy.waive.some((one) => one.test === test && (one.platform ?? platform) === platform);
  const answered = (platform: string, test: string): boolean =>
    result.passedTests.includes(`${platform}/${test}`) ||
    (waived(platform, test) && result.warnedTests.includes(`${platform}/${test}`));
  const asked = children.flatMap(({ platform }) => plan.tests.map(({ spec }) => [platform, spec.name] as const));
  if (asked.length === 0) return { code: 'verdict-incomplete', detail: 'The plan asks nothing of any child' };
  const open = asked.find(([platform, test]) => !answered(platform, test));
  return open === undefined
    ? undefined
    : { code: 'verdict-incomplete', detail: `No passing or waived run of ${open.join('/')} is in the signed verdict` };
}
