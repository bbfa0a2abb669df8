import { isSameLine, lineName, type ImageLine } from '@quench/contracts';
import type { DefinitionState } from './definition.decider.js';
import { isOver } from './end-of-life.js';

/** Why a line gets no new revision. */
export interface ClosedLine {
  readonly code: 'definition-superseded' | 'definition-retired' | 'stream-ended';
  readonly detail: string;
}

/**
 * Whether the last day of a line's version stream is over, whether or not that was told yet.
 * @param at RFC 3339 in UTC
 */
export function hasEnded({ lines, ended }: DefinitionState, line: ImageLine, at: string): boolean {
  return ended.has(line.versionStream) || isOver(lines.find((one) => isSameLine(one, line))?.endOfLife, at);
}

/**
 * Why a line gets no new revision by a definition, as things stand now; undefined when it gets one. What was accepted or
 * retired meanwhile asked for another lock or for none, and a lock by this definition would become the head.
 * @param from digest of the definition
 * @param at RFC 3339 in UTC
 */
export function closedLine(
  state: DefinitionState,
  line: ImageLine,
  { from, at }: { readonly from: string; readonly at: string },
): ClosedLine | undefined {
  if (state.definition !== from) {
    return { code: 'definition-superseded', detail: `${line.image} has another definition now, or none` };
  }
  const own = state.lines.find((one) => isSameLine(one, line));
  if (own === undefined) return { code: 'definition-retired', detail: `${lineName(line)} is not in the catalog` };
  if (!hasEnded(state, line, at)) return undefined;
  const stream = `${line.image}/${line.versionStream}`;
  return { code: 'stream-ended', detail: `the last day of ${stream} was ${String(own.endOfLife)}` };
}
