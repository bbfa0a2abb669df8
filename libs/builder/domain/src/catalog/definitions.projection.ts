import { lineOf, MAIN_LINE, type AcceptedLine, type ArchiveSource, type DefinitionEvent } from '@quench/contracts';
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
  readonly waived: readonly string[];
  /** The image that it is derived from; empty where that is none. */
  readonly parent: string;
  /** At least one. */
  readonly lines: readonly DefinitionLine[];
}

/** A line of it. */
export interface DefinitionLine extends AcceptedLine {
  /** Whether its version stream has had its last day, and that was recorded. */
  readonly ended: boolean;
}

/** Accepted definitions by image; a retired one has no row. */
export const definitions: Projection<DefinitionRow, DefinitionEvent> = {
  name: 'builder-definitions',
  version: 3,
  producer: 'builder',
  types: [
    'builder.DefinitionAccepted.v1',
    'builder.TestPlanLocked.v1',
    'builder.VersionStreamEnded.v1',
    'builder.DefinitionRetired.v1',
  ],
  keys: ({ data }) => [data.image],
  apply(rows, event) {
    const { image } = event.data;
    const row = rows.get(image);
    switch (event.type) {
      case 'builder.DefinitionAccepted.v1': {
        const { edition, definition, policy, distribution, pockets, platforms, archives } = event.data;
        const lines: readonly AcceptedLine[] = event.data.lines ?? [MAIN_LINE];
        const kept = { waived: row?.waived ?? [], lines: lines.map((line) => keptLine(line, row?.lines ?? [])) };
        const from = lines.find((line) => line.from !== undefined)?.from;
        const parent = from === undefined ? '' : lineOf(from).image;
        const known = { image, edition, definition, policy, distribution, pockets, platforms, archives };
        const accepted = { ...known, parent, ...kept };
        return new Map([[image, accepted]]);
      }
      case 'builder.TestPlanLocked.v1':
        return row === undefined ? new Map() : new Map([[image, { ...row, waived: event.data.waived }]]);
      case 'builder.VersionStreamEnded.v1': {
        const { versionStream } = event.data;
        const ended = (line: DefinitionLine): DefinitionLine =>
          line.versionStream === versionStream ? { ...line, ended: true } : line;
        return row === undefined ? new Map() : new Map([[image, { ...row, lines: row.lines.map(ended) }]]);
      }
      case 'builder.DefinitionRetired.v1':
        return new Map([[image, undefined]]);
    }
  },
};

/** A version stream whose last day was moved goes on. */
const keptLine = (line: AcceptedLine, before: readonly DefinitionLine[]): DefinitionLine => ({
  ...line,
  ended: before.some(
    ({ versionStream, endOfLife, ended }) =>
      ended && versionStream === line.versionStream && endOfLife === line.endOfLife,
  ),
});
