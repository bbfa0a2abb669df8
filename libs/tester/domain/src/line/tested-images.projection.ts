import {
  lineIn,
  lineKey,
  linesIn,
  retiredLinesIn,
  type BuiltPlatform,
  type DefinitionEvent,
  type ImageBuilt,
  type ImageLine,
  type LockResolved,
} from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** What is to be tested of a line, as far as the builder has said it. Empty texts stand for what is not known yet. */
export interface TestedImageRow extends ImageLine {
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
  /** The image is gone, or has no such line any more. */
  readonly retired: boolean;
}

type Heard =
  | Exclude<DefinitionEvent, { readonly type: 'builder.VersionStreamEnded.v1' }>
  | { readonly type: 'builder.LockResolved.v1'; readonly data: LockResolved }
  | { readonly type: 'builder.ImageBuilt.v1'; readonly data: ImageBuilt };

const unknown = {
  definition: '',
  planned: '',
  plan: '',
  policy: '',
  index: '',
  revision: 0,
  locked: 0,
  platforms: [],
  retired: false,
};

/** Definition, plan, policy and newest image of each line. */
export const testedImages: Projection<TestedImageRow, Heard> = {
  name: 'tester-images',
  version: 3,
  producer: 'builder',
  types: [
    'builder.DefinitionAccepted.v1',
    'builder.TestPlanLocked.v1',
    'builder.DefinitionRetired.v1',
    'builder.LockResolved.v1',
    'builder.ImageBuilt.v1',
  ],
  keys: (event) => linesOf(event).map(lineKey),
  apply(rows, event) {
    const changed = linesOf(event).map((line) => {
      const row = rows.get(lineKey(line)) ?? { ...line, ...unknown };
      return [lineKey(line), after(row, event)] as const;
    });
    return new Map(changed);
  },
};

function linesOf({ type, data }: Heard): readonly ImageLine[] {
  switch (type) {
    case 'builder.DefinitionAccepted.v1':
      return [...linesIn(data), ...retiredLinesIn(data)];
    case 'builder.DefinitionRetired.v1':
      return linesIn(data);
    case 'builder.TestPlanLocked.v1':
    case 'builder.LockResolved.v1':
    case 'builder.ImageBuilt.v1':
      return [lineIn(data)];
  }
}

function after(row: TestedImageRow, event: Heard): TestedImageRow {
  switch (event.type) {
    case 'builder.DefinitionAccepted.v1': {
      const { definition, policy } = event.data;
      const isThere = linesIn(event.data).some((line) => lineKey(line) === lineKey(row));
      return isThere ? { ...row, definition, policy, retired: false } : { ...row, retired: true };
    }
    case 'builder.TestPlanLocked.v1': {
      // Older builders did not say which definition they meant; it was the accepted one.
      const { plan, definition = row.definition } = event.data;
      return { ...row, plan, planned: definition };
    }
    case 'builder.DefinitionRetired.v1':
      return { ...row, retired: true };
    case 'builder.LockResolved.v1':
      return { ...row, locked: Math.max(row.locked, event.data.revision) };
    case 'builder.ImageBuilt.v1': {
      const { index, revision, platforms } = event.data;
      const locked = Math.max(row.locked, revision);
      return revision < row.revision ? row : { ...row, index, revision, platforms, locked };
    }
  }
}
