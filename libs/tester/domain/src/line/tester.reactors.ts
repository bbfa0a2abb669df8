import {
  lineIn,
  lineKey,
  newLinesIn,
  type DefinitionAccepted,
  type ImageBuilt,
  type ImageLine,
  type TestPlanLocked,
} from '@quench/contracts';
import type { Reactor } from '@quench/kernel';

type Change =
  | { readonly type: 'builder.ImageBuilt.v1'; readonly data: ImageBuilt }
  | { readonly type: 'builder.TestPlanLocked.v1'; readonly data: TestPlanLocked }
  | { readonly type: 'builder.DefinitionAccepted.v1'; readonly data: DefinitionAccepted };

/** Of a definition only lines that came, or came back: the others are asked for with the plan that is told next. */
const linesOf = ({ type, data }: Change): readonly ImageLine[] =>
  type === 'builder.DefinitionAccepted.v1' ? newLinesIn(data) : [lineIn(data)];

/** Anything that can change what is asked of a line's image, or of what it is asked, asks for a verdict. */
export const verdictOnChange: Reactor<Change> = {
  name: 'verdict-on-change',
  producer: 'builder',
  types: ['builder.ImageBuilt.v1', 'builder.TestPlanLocked.v1', 'builder.DefinitionAccepted.v1'],
  react: (event) => linesOf(event).map((line) => ({ kind: 'verdict', key: lineKey(line), fairKey: event.data.image })),
};
