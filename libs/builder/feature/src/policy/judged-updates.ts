import {
  bringsSecurityFixes,
  bytesOf,
  filesOf,
  isAllOf,
  judgeUpdate,
  type SourceUpdate,
  type UpdateJudgement,
} from '@quench/builder-domain';
import { BROUGHT, type Brought } from '@quench/contracts';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots, type OlderSnapshots } from '../lock/checked-snapshots.js';
import type { LineInput } from '../lock/resolve-line.js';
import { ContentEvidence } from './content-evidence.js';
import type { StoppedUpdate } from './gate.js';
import { firstSeen } from './record-updates.js';
import { StandingUpdates, type StandingUpdate } from './standing-updates.js';

/** What one look at the updates of a line has found so far. */
export interface UpdateLook extends LineInput {
  /** What the line was locked from; asked for only when something waits. */
  readonly older: () => Promise<OlderSnapshots>;
  readonly now: string;
  /** Updates by purl, whatever becomes of them. */
  readonly seen: Map<string, StandingUpdate>;
}

/** An update, and what becomes of it. */
interface JudgedUpdate extends Pick<StoppedUpdate, 'name' | 'seen' | 'looked'> {
  readonly judgement: UpdateJudgement;
}

/** Judges one update of packages by the catalog's rules and what people decided. */
@Injectable()
export class JudgedUpdates {
  constructor(
    private readonly snapshots: CheckedSnapshots,
    private readonly standing: StandingUpdates,
    private readonly contents: ContentEvidence,
  ) {}

  /** What becomes of an update, whatever other versions of it there are. */
  async judge(look: UpdateLook, update: SourceUpdate): Promise<JudgedUpdate> {
    const { plugin } = this.snapshots.ecosystem;
    const { name: source, from, to, step, packages, additions } = update;
    const name = { ...look.line, purl: plugin.naming.describe({ name: source }), name: source };
    const standing = look.seen.get(name.purl) ?? (await this.standing.of(look.line, name.purl));
    look.seen.set(name.purl, standing);
    const { state } = standing;
    const brought = { files: filesOf(packages), additions: filesOf(additions) };
    const isSeen = state.seen !== undefined && isAllOf({ version: to, files: brought.files }, state.seen);
    const seen = isSeen ? state.seen.first : firstSeen(look, update);
    const urgent = packages.some(({ after }) => bringsSecurityFixes(after.from));
    const names = [...new Set([source, ...packages.map((one) => one.name)])];
    const candidate = {
      ...{ bytes: bytesOf(update), ...brought, names, from, to, step },
      ...{ urgent, since: seen.date, now: look.now },
    };
    const judged = (brings: readonly Brought[]): UpdateJudgement =>
      judgeUpdate({ ...candidate, brings }, state, look.definition.policy.updates, plugin.versions);
    const judgement = judged([]);
    // Packages are looked into only where that decides.
    if (judged(BROUGHT).rule === judgement.rule) return { name, judgement, seen, looked: undefined };
    const brings = await this.contents.brings([...packages, ...additions], look.snapshots, look.signal);
    return { name, judgement: judged(brings), seen, looked: additions };
  }
}
