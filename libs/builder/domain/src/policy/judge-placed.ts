import type { UpdateRules } from '@quench/contracts';
import type { ProjectVersions } from '@quench/plugin-sdk';
import type { PlacedCandidate } from '../lock/choose-release.js';
import type { HoldState } from './hold.decider.js';
import { judgeUpdate, type UpdateJudgement } from './judge-update.js';

/** A line that could take a release that is placed. */
export interface PlacedLine {
  readonly rules: UpdateRules | undefined;
  /** What rules may call the release by: its places and its packages. */
  readonly names: readonly string[];
  /** The version that the line has and its range allows; undefined where there is none. */
  readonly has: string | undefined;
  /** What stood open and what people decided before. */
  readonly state: HoldState;
  /** RFC 3339 in UTC. */
  readonly now: string;
}

/**
 * What becomes of a release that a line does not have. Its file is not fetched to be judged, so holds by growth and by what an
 * update brings say nothing. A line that has nothing has nothing to stay with: there only the age counts.
 */
export function judgePlaced(
  line: PlacedLine,
  candidate: PlacedCandidate,
  versions: Pick<ProjectVersions, 'classify'>,
): UpdateJudgement {
  const { rules, names, has, state, now } = line;
  const update = {
    ...{ names, from: has ?? '', to: candidate.version, files: [], step: placedStep(line, candidate, versions) },
    ...{ bytes: [], brings: [], urgent: false, since: offeredSince(line, candidate), now },
  };
  const seen = rules?.hold.filter(({ kind }) => kind === 'package' || kind === 'step') ?? [];
  const asked = rules && (has === undefined ? { ...rules, hold: [], freeze: [] } : { ...rules, hold: seen });
  return judgeUpdate(update, state, asked, versions);
}

/** How large a step from what the line has is. */
export const placedStep = (
  { has }: Pick<PlacedLine, 'has'>,
  { version }: PlacedCandidate,
  { classify }: Pick<ProjectVersions, 'classify'>,
) => (has === undefined ? 'unknown' : classify(has, version));

/**
 * Since when a release could be had. One of which nobody says how old it is, is as old as the record that it waits; one that
 * is not recorded is new.
 */
export const offeredSince = (
  { state: { seen }, now }: Pick<PlacedLine, 'state' | 'now'>,
  { version, publishedAt }: PlacedCandidate,
): string => publishedAt ?? (seen?.version === version ? seen.first.date : now);
