import type { ArchiveSource, DefinitionEvent } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** An image that is to be kept built. */
export interface DefinitionRow {
  readonly image: string;
  readonly edition: number;
  readonly definition: string;
  readonly policy: string;
  readonly distribution: string;
  readonly pockets: readonly string[];
  readonly platforms: readonly string[];
  readonly archives: readonly ArchiveSource[];
  readonly plan?: string | undefined;
  readonly waived: readonly string[];
}

/** Accepted definitions by image; a retired one has no row. */
export const definitions: Projection<DefinitionRow, DefinitionEvent> = {
  name: 'builder-definitions',
  version: 1,
  producer: 'builder',
  types: ['builder.DefinitionAccepted.v1', 'builder.TestPlanLocked.v1', 'builder.DefinitionRetired.v1'],
  keys: ({ data }) => [data.image],
  apply(rows, event) {
    const { image } = event.data;
    const row = rows.get(image);
    switch (event.type) {
      case 'builder.DefinitionAccepted.v1': {
        const { edition, definition, policy, distribution, pockets, platforms, archives } = event.data;
        const kept = { ...(row?.plan !== undefined && { plan: row.plan }), waived: row?.waived ?? [] };
        const accepted = { image, edition, definition, policy, distribution, pockets, platforms, archives, ...kept };
        return new Map([[image, accepted]]);
      }
      case 'builder.TestPlanLocked.v1':
        return row === undefined
          ? new Map()
          : new Map([[image, { ...row, plan: event.data.plan, waived: event.data.waived }]]);
      case 'builder.DefinitionRetired.v1':
        return new Map([[image, undefined]]);
    }
  },
};
