import type { Verdict, VerdictEvent } from '@quench/contracts';
import type { Decider } from '@quench/kernel';
import { approves } from './judge.js';

/** The newest verdict on an index. */
export interface VerdictState {
  readonly last: Verdict | undefined;
}

export interface GiveVerdict {
  readonly type: 'GiveVerdict';
  readonly data: Verdict;
}

/** A verdict is given again only when the plan, the policy or an outcome is another one. */
export const verdict: Decider<VerdictState, GiveVerdict, VerdictEvent> = {
  initialState: { last: undefined },

  decide({ data }, { last }) {
    if (last !== undefined && answersSame(last, data)) return [];
    return [{ type: approves(data.children) ? 'tester.ImageApproved.v1' : 'tester.ImageRejected.v1', data }];
  },

  evolve: (_state, { data }) => ({ last: data }),
};

/** Whether two verdicts say the same of the same question. */
export const answersSame = (a: Omit<Verdict, 'statement' | 'durationMs'>, b: typeof a): boolean =>
  a.plan === b.plan && a.policy === b.policy && summary(a) === summary(b);

const summary = ({ children }: Pick<Verdict, 'children'>): string =>
  JSON.stringify(
    children.map(({ manifest, tests }) => [manifest, tests.map(({ test, name, outcome }) => [test, name, outcome])]),
  );
