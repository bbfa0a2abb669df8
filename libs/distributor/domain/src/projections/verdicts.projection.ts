import type { VerdictEvent } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** What the tester said of an index under one plan and policy. */
export interface VerdictRow {
  readonly image: string;
  readonly index: string;
  readonly plan: string;
  readonly policy: string;
  readonly approved: boolean;
  /** The tester's envelope. */
  readonly statement: string;
  /** `<platform>/<test>` of what did not pass. */
  readonly failing: readonly string[];
  /** The event that told it; empty where an older instance wrote the row, which knew no such column. */
  readonly event: string;
}

type VerdictId = Pick<VerdictRow, 'image' | 'index' | 'plan' | 'policy'>;

/** A verdict for other rules does not replace one: rules may come back. */
export const verdictKey = ({ image, index, plan, policy }: VerdictId): string => [image, index, plan, policy].join('/');

export const verdicts: Projection<VerdictRow, VerdictEvent> = {
  name: 'distributor-verdicts',
  version: 2,
  producer: 'tester',
  types: ['tester.ImageApproved.v1', 'tester.ImageRejected.v1'],
  keys: ({ data }) => [verdictKey(data)],
  apply(_rows, { id, type, data }) {
    const { image, index, plan, policy, statement, children } = data;
    const failing = children.flatMap(({ platform, tests }) =>
      tests
        .filter(({ outcome }) => outcome === 'failed' || outcome === 'not-run')
        .map(({ name }) => `${platform}/${name}`),
    );
    const approved = type === 'tester.ImageApproved.v1';
    const row = { image, index, plan, policy, approved, statement, failing, event: id };
    return new Map([[verdictKey(data), row]]);
  },
};
