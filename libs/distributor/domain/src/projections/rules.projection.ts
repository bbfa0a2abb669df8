import type { DefinitionEvent } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** What holds for an image at this moment. */
export interface RulesRow {
  readonly image: string;
  /** Empty until the plan is locked. */
  readonly plan: string;
  readonly policy: string;
  readonly retired: boolean;
}

export const rules: Projection<RulesRow, DefinitionEvent> = {
  name: 'distributor-rules',
  version: 1,
  producer: 'builder',
  types: ['builder.DefinitionAccepted.v1', 'builder.TestPlanLocked.v1', 'builder.DefinitionRetired.v1'],
  keys: ({ data }) => [data.image],
  apply(rows, event) {
    const { image } = event.data;
    const row = rows.get(image) ?? { image, plan: '', policy: '', retired: false };
    switch (event.type) {
      case 'builder.DefinitionAccepted.v1':
        return new Map([[image, { ...row, policy: event.data.policy, retired: false }]]);
      case 'builder.TestPlanLocked.v1':
        return new Map([[image, { ...row, plan: event.data.plan }]]);
      case 'builder.DefinitionRetired.v1':
        return new Map([[image, { ...row, retired: true }]]);
    }
  },
};
