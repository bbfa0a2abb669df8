import type { DefinitionEvent, ImageBuilt } from '@quench/contracts';
import type { Reactor } from '@quench/kernel';

/** Anything that can change what is asked of an image, or of what it is asked, asks for a verdict. */
export const verdictOnChange: Reactor<
  DefinitionEvent | { readonly type: 'builder.ImageBuilt.v1'; readonly data: ImageBuilt }
> = {
  name: 'verdict-on-change',
  producer: 'builder',
  types: ['builder.ImageBuilt.v1', 'builder.TestPlanLocked.v1', 'builder.DefinitionAccepted.v1'],
  react: ({ data }) => [{ kind: 'verdict', key: data.image, fairKey: data.image }],
};
