import type { DefinitionAccepted, DefinitionEvent } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** What holds for an image at this moment. */
export interface RulesRow {
  readonly image: string;
  /** Empty until the plan is locked. */
  readonly plan: string;
  /** The definition that the plan was made from; empty where an older builder did not say it. */
  readonly planned: string;
  readonly policy: string;
  readonly retired: boolean;
}

export const rules: Projection<RulesRow, DefinitionEvent> = {
  name: 'distributor-rules',
  version: 2,
  producer: 'builder',
  types: ['builder.DefinitionAccepted.v1', 'builder.TestPlanLocked.v1', 'builder.DefinitionRetired.v1'],
  keys: ({ data }) => [data.image],
  apply(rows, event) {
    const { image } = event.data;
    const row = rows.get(image) ?? { image, plan: '', planned: '', policy: '', retired: false };
    switch (event.type) {
      case 'builder.DefinitionAccepted.v1':
        return new Map([[image, accepted(row, event.data)]]);
      case 'builder.TestPlanLocked.v1':
        return new Map([[image, { ...row, plan: event.data.plan, planned: event.data.definition ?? '' }]]);
      case 'builder.DefinitionRetired.v1':
        return new Map([[image, { ...row, retired: true }]]);
    }
  },
};

/**
 * While a definition changes, the rules before hold until its plan is there. One that comes after a retirement takes over
 * nothing from another one: its plan comes after its lock, and until then the head is of what was retired.
 */
function accepted(row: RulesRow, { definition, policy }: DefinitionAccepted): RulesRow {
  const isAnother = row.retired && row.planned !== definition;
  return { ...row, ...(isAnother ? { plan: '', planned: '' } : {}), policy, retired: false };
}
