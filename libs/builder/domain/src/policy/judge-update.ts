import type { UpdateRules } from '@quench/contracts';
import type { Step, Versions } from '@quench/plugin-sdk';
import { decideUpdate, type Candidate, type UpdateDecision } from './decide-update.js';
import { isKeptOut, isReleased, type HoldState } from './hold.decider.js';
import { largestOf, stepOf } from './updates.js';
import { isAllOf, type VersionFiles } from './version-files.js';

/** An update with its versions. */
export interface JudgedUpdate extends Omit<Candidate, 'step'> {
  readonly from: string;
  readonly to: string;
  /** Of all platforms; none of a placed release. */
  readonly files: VersionFiles['files'];
  readonly additions?: VersionFiles['additions'];
}

/** What becomes of an update: what a person decided about what it brings, or else the rules. */
export type UpdateJudgement = UpdateDecision | { readonly kind: 'rejected'; readonly rule: string };

/**
 * A person comes before the rules, and speaks of what there was to look at: what is newer is judged as if the line had what was
 * released, and by the rules where another version was rejected.
 * @param step of the whole update, from what the line has
 * @param rules undefined where there are none
 */
export function judgeUpdate(
  update: JudgedUpdate & Pick<Candidate, 'step'>,
  state: Pick<HoldState, 'released' | 'rejected'>,
  rules: UpdateRules | undefined,
  versions: Pick<Versions, 'classify'>,
): UpdateJudgement {
  const brought = { version: update.to, files: update.files, additions: update.additions };
  if (isKeptOut(state, brought)) return { kind: 'rejected', rule: 'rejected by a person' };
  if (isReleased(state, brought)) return { kind: 'pass', rule: 'released by a person' };
  if (rules === undefined) return { kind: 'pass', rule: 'no rule stops it' };
  const step = state.released === undefined ? undefined : stepAfter(state.released, brought, versions);
  return decideUpdate(rules, step === undefined ? update : { ...update, step });
}

/** The largest step from what was released, of any platform; undefined where not all is newer than that. */
function stepAfter(
  released: VersionFiles,
  { version, files }: VersionFiles,
  { classify }: Pick<Versions, 'classify'>,
): Step | undefined {
  if (files.length === 0) return forward([classify(released.version, version)]);
  const others = files.filter((file) => !isAllOf({ version, files: [file] }, released));
  const before = others.map(({ name }) => released.files.filter((one) => one.name === name));
  if (before.some((known) => known.length === 0)) return undefined;
  return forward(others.flatMap(({ to }, at) => before[at]?.map((one) => stepOf(one.to, to, classify)) ?? []));
}

const forward = (steps: readonly Step[]): Step | undefined =>
  steps.some((step) => step === 'backwards' || step === 'same') ? undefined : largestOf(steps);
