import type { BuiltPlatform, DefinitionEvent, ImageBuilt } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** What is to be tested of an image, as far as the builder has said it. Empty texts stand for what is not known yet. */
export interface TestedImageRow {
  readonly image: string;
  readonly plan: string;
  readonly policy: string;
  readonly index: string;
  /** 0 before the first image. */
  readonly revision: number;
  readonly platforms: readonly BuiltPlatform[];
  readonly retired: boolean;
}

type Heard = DefinitionEvent | { readonly type: 'builder.ImageBuilt.v1'; readonly data: ImageBuilt };

const unknown = (image: string): TestedImageRow => ({
  image,
  plan: '',
  policy: '',
  index: '',
  revision: 0,
  platforms: [],
  retired: false,
});

/** Plan, policy and newest image by image name. */
export const testedImages: Projection<TestedImageRow, Heard> = {
  name: 'tester-images',
  version: 1,
  producer: 'builder',
  types: [
    'builder.DefinitionAccepted.v1',
    'builder.TestPlanLocked.v1',
    'builder.DefinitionRetired.v1',
    'builder.ImageBuilt.v1',
  ],
  keys: ({ data }) => [data.image],
  apply(rows, event) {
    const { image } = event.data;
    const row = rows.get(image) ?? unknown(image);
    switch (event.type) {
      case 'builder.DefinitionAccepted.v1':
        return new Map([[image, { ...row, policy: event.data.policy, retired: false }]]);
      case 'builder.TestPlanLocked.v1':
        return new Map([[image, { ...row, plan: event.data.plan }]]);
      case 'builder.DefinitionRetired.v1':
        return new Map([[image, { ...row, retired: true }]]);
      case 'builder.ImageBuilt.v1': {
        const { index, revision, platforms } = event.data;
        return revision < row.revision ? new Map() : new Map([[image, { ...row, index, revision, platforms }]]);
      }
    }
  },
};
