import { holds, shownDigest, type HoldRow } from '@quench/builder-domain';
import { Clock, ProjectEcosystems, ReadModels } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines } from '../catalog/accepted-lines.js';

/** An update that a line has not taken. */
export interface HoldView extends HoldRow {
  /** Whether a person should have decided by now. */
  readonly overdue: boolean;
  /** Names the version and the files that it is about: a decision on it is on no others. */
  readonly shown: string;
  /** What names it as a package URL: that of the source, or of each package of the place. */
  readonly purls: readonly string[];
}

/** The updates that lines of the catalog have not taken. */
@Injectable()
export class HoldViews {
  constructor(
    private readonly models: ReadModels,
    private readonly lines: AcceptedLines,
    private readonly clock: Clock,
    private readonly projects: ProjectEcosystems,
  ) {}

  /** By line and name. @param where those whose columns equal these */
  async all(where: Partial<HoldRow> = {}): Promise<readonly HoldView[]> {
    const rows: HoldRow[] = [];
    for await (const { row } of this.models.each<HoldRow>(holds.name, where)) rows.push(row);
    const lines = await this.lines.ofAll(rows);
    const now = Date.parse(this.clock.now());
    return rows
      .filter((_, at) => lines[at]?.ended === false)
      .map((row) => ({
        ...row,
        overdue: isOverdue(row, now),
        shown: shownDigest(row.update),
        purls: this.purlsOf(row),
      }));
  }

  /** Platforms may place several packages, the first of which was there when it was recorded first. */
  private purlsOf({ purl, update: { range, packages, seen } }: HoldRow): readonly string[] {
    if (range === undefined) return [purl];
    const { ecosystem } = seen.source;
    // What another version of Quench recorded may be of an ecosystem that this one has no plugin for.
    if (!this.projects.names.includes(ecosystem)) return [];
    const { naming } = this.projects.get(ecosystem).plugin;
    return packages.map(({ name }) => naming.describe({ name }));
  }
}

const isOverdue = ({ phase, until }: HoldRow, now: number): boolean => phase === 'held' && Date.parse(until) < now;
