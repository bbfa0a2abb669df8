import {
  lineIn,
  lineKey,
  linesIn,
  retiredLinesIn,
  type AcceptedLine,
  type DefinitionAccepted,
  type DefinitionEvent,
  type ImageLine,
} from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** What holds for a line at this moment. */
export interface RulesRow extends ImageLine {
  /** Empty until the plan is locked. */
  readonly plan: string;
  /** The definition that the plan was made from; empty where an older builder did not say it. */
  readonly planned: string;
  readonly policy: string;
  /** The image is gone, or has no such line any more. */
  readonly retired: boolean;
  /** The last day of its version stream, `2027-04-30`, once that is over; empty before. */
  readonly endedOn: string;
  /** The version stream to use instead; empty where none is named. */
  readonly replacement: string;
}

const unknown = { plan: '', planned: '', policy: '', retired: false, endedOn: '', replacement: '' };

/** What holds for each line. */
export const rules: Projection<RulesRow, DefinitionEvent> = {
  name: 'distributor-rules',
  version: 3,
  producer: 'builder',
  types: [
    'builder.DefinitionAccepted.v1',
    'builder.TestPlanLocked.v1',
    'builder.VersionStreamEnded.v1',
    'builder.DefinitionRetired.v1',
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

/** The lines that an event about a definition says something of. */
export function linesOf({ type, data }: DefinitionEvent): readonly ImageLine[] {
  const { image } = data;
  switch (type) {
    case 'builder.DefinitionAccepted.v1':
      return [...linesIn(data), ...retiredLinesIn(data)];
    case 'builder.TestPlanLocked.v1':
      return [lineIn(data)];
    case 'builder.VersionStreamEnded.v1':
      return data.variants.map((variant) => ({ image, versionStream: data.versionStream, variant }));
    case 'builder.DefinitionRetired.v1':
      return linesIn(data);
  }
}

function after(row: RulesRow, event: DefinitionEvent): RulesRow {
  switch (event.type) {
    case 'builder.DefinitionAccepted.v1':
      return accepted(row, event.data);
    case 'builder.TestPlanLocked.v1':
      return { ...row, plan: event.data.plan, planned: event.data.definition ?? '' };
    case 'builder.VersionStreamEnded.v1':
      return { ...row, endedOn: event.data.endOfLife, replacement: event.data.replacement ?? '' };
    case 'builder.DefinitionRetired.v1':
      return { ...row, retired: true };
  }
}

/**
 * While a definition changes, the rules before hold until its plan is there. One that comes after a retirement takes over
 * nothing from another one: its plan comes after its lock, and until then the head is of what was retired.
 */
function accepted(row: RulesRow, data: DefinitionAccepted): RulesRow {
  const { definition, policy } = data;
  const line = lineOf(row, data);
  if (line === undefined) return { ...row, retired: true };
  const isAnother = row.retired && row.planned !== definition;
  const hasEnded = row.endedOn !== '' && line.endOfLife === row.endedOn;
  const end = hasEnded ? { replacement: line.replacement ?? '' } : { endedOn: '', replacement: '' };
  return { ...row, ...(isAnother ? { plan: '', planned: '' } : {}), ...end, policy, retired: false };
}

function lineOf(row: ImageLine, { image, lines }: DefinitionAccepted): AcceptedLine | undefined {
  const key = lineKey(row);
  if (lines === undefined) return linesIn({ image }).find((line) => lineKey(line) === key);
  return lines.find((line) => lineKey({ ...line, image }) === key);
}
