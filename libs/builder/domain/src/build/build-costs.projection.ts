import type { BuildEvent } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** What building a recipe took. */
export interface BuildCostRow {
  readonly wallMs: number;
  readonly cpuMs: number;
}

type ManifestBuilt = Extract<BuildEvent, { readonly type: 'builder.ManifestBuilt.v1' }>;

/** Costs by recipe. */
export const buildCosts: Projection<BuildCostRow, ManifestBuilt> = {
  name: 'builder-build-costs',
  version: 1,
  producer: 'builder',
  types: ['builder.ManifestBuilt.v1'],
  keys: ({ data }) => [data.recipe],
  apply: (_rows, { data }) => new Map([[data.recipe, { wallMs: data.cost.wallMs, cpuMs: data.cost.cpuMs }]]),
};
