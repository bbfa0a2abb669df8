import { isSameLine, lineName, type ImageLine } from '@quench/contracts';
import type { DefinitionState } from './definition.decider.js';
import { isOver } from './end-of-life.js';

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
): string | undefined {
  if (state.definition !== from) return `definition-superseded: ${line.image} has another definition now, or none`;
  const own = state.lines.find((one) => isSameLine(one, line));
  if (own === undefined) return `definition-retired: ${lineName(line)} is not in the catalog`;
  const { versionStream, endOfLife } = own;
  return isOver(endOfLife, at) || state.ended.has(versionStream)
    ? `stream-ended: the last day of ${line.image}/${versionStream} was ${String(endOfLife)}`
    : undefined;
}
