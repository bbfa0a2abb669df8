import type { UpdateRules } from '@quench/contracts';
import type { Versions } from '@quench/plugin-sdk';
import { decideUpdate, type Candidate, type UpdateDecision } from './decide-update.js';
import type { HoldState } from './hold.decider.js';

/** An update with its versions. */
export interface JudgedUpdate extends Omit<Candidate, 'step'> {
  readonly from: string;
  readonly to: string;
}

/** What becomes of an update: what a person decided about this version, or else the rules. */
export type UpdateJudgement = UpdateDecision | { readonly kind: 'rejected'; readonly rule: string };

/**
 * A person comes before the rules, and speaks of one version: a newer one is judged as if the line had the released one,
 * and by the rules where another one was rejected.
 * @param step of the whole update, from what the line has
 * @param rules undefined where there are none
 */
export function judgeUpdate(
  update: JudgedUpdate & Pick<Candidate, 'step'>,
  { released, rejected }: Pick<HoldState, 'released' | 'rejected'>,
  rules: UpdateRules | undefined,
  versions: Pick<Versions, 'classify'>,
): UpdateJudgement {
  if (rejected.includes(update.to)) return { kind: 'rejected', rule: 'rejected by a person' };
  if (update.to === released) return { kind: 'pass', rule: 'released by a person' };
  if (rules === undefined) return { kind: 'pass', rule: 'no rule stops it' };
  const after = released === undefined ? undefined : versions.classify(released, update.to);
  const isAfter = after !== undefined && after !== 'backwards' && after !== 'same';
  return decideUpdate(rules, isAfter ? { ...update, step: after } : update);
}
