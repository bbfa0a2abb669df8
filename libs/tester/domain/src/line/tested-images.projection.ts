import type { BuiltPlatform, DefinitionEvent, ImageBuilt, LockResolved } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** What is to be tested of an image, as far as the builder has said it. Empty texts stand for what is not known yet. */
export interface TestedImageRow {
  readonly image: string;
  /** The accepted definition. */
  readonly definition: string;
  /** The definition that `plan` was made from. */
  readonly planned: string;
  readonly plan: string;
  readonly policy: string;
  readonly index: string;
  /** Of `index`; 0 before the first image. */
  readonly revision: number;
  /** The newest that was locked; 0 before the first lock. */
  readonly locked: number;
  readonly platforms: readonly BuiltPlatform[];
  readonly retired: boolean;
}

type Heard =
  | DefinitionEvent
  | { readonly type: 'builder.LockResolved.v1'; readonly data: LockResolved }
  | { readonly type: 'builder.ImageBuilt.v1'; readonly data: ImageBuilt };

const unknown = (image: string): TestedImageRow => ({
  image,
  definition: '',
  planned: '',
  plan: '',
  policy: '',
  index: '',
  revision: 0,
  locked: 0,
  platforms: [],
  retired: false,
});

/** Definition, plan, policy and newest image by image name. */
export const testedImages: Projection<TestedImageRow, Heard> = {
  name: 'tester-images',
  version: 2,
  producer: 'builder',
  types: [
    'builder.DefinitionAccepted.v1',
    'builder.TestPlanLocked.v1',
    'builder.DefinitionRetired.v1',
    'builder.LockResolved.v1',
    'builder.ImageBuilt.v1',
  ],
  keys: ({ data }) => [data.image],
  apply(rows, event) {
    const { image } = event.data;
    const row = rows.get(image) ?? unknown(image);
    switch (event.type) {
      case 'builder.DefinitionAccepted.v1': {
        const { definition, policy } = event.data;
        return new Map([[image, { ...row, definition, policy, retired: false }]]);
      }
      case 'builder.TestPlanLocked.v1': {
        // Older builders did not say which definition they meant; it was the accepted one.
        const { plan, definition = row.definition } = event.data;
        return new Map([[image, { ...row, plan, planned: definition }]]);
      }
      case 'builder.DefinitionRetired.v1':
        return new Map([[image, { ...row, retired: true }]]);
      case 'builder.LockResolved.v1':
        return new Map([[image, { ...row, locked: Math.max(row.locked, event.data.revision) }]]);
      case 'builder.ImageBuilt.v1': {
        const { index, revision, platforms } = event.data;
        const locked = Math.max(row.locked, revision);
        return revision < row.revision ? new Map() : new Map([[image, { ...row, index, revision, platforms, locked }]]);
      }
    }
  },
};
