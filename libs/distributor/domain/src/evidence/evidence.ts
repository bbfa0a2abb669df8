import type { OciIndex, Policy, Recipe, Statement, TestPlan } from '@quench/contracts';
import type { BuiltRow } from '../projections/built.projection.js';
import type { HeadRow } from '../projections/heads.projection.js';
import type { RulesRow } from '../projections/rules.projection.js';
import { verdictKey, type VerdictRow } from '../projections/verdicts.projection.js';

/** What builder and tester said of a line, as events told it. Anyone who can write to a feed can have said it. */
export interface Records {
  readonly head?: HeadRow | undefined;
  /** Of the head's revision. */
  readonly built?: BuiltRow | undefined;
  readonly rules?: RulesRow | undefined;
  /** On the built index, for the plan and policy of `rules`. */
  readonly verdict?: VerdictRow | undefined;
}

/** The key of the verdict that belongs to the other records; undefined while there can be none. */
export const verdictOf = ({ built, rules }: Pick<Records, 'built' | 'rules'>): string | undefined =>
  built && rules && verdictKey({ image: built.image, index: built.index, plan: rules.plan, policy: rules.policy });

/** Records of which none is missing and none says no. */
export type CompleteRecords = { readonly [Name in keyof Records]-?: NonNullable<Records[Name]> };

/** A child of the image: what proves where it came from. */
export interface ChildEvidence {
  readonly platform: string;
  /** Of the document below, computed from its bytes. */
  readonly recipe: string;
  readonly document: Recipe;
  /** Signed by the builder; the signature has been checked. */
  readonly provenance: Statement;
}

/** What was read by digest from the content store and checked for its signature: this, not the events, is believed. */
export interface Proofs {
  readonly index: OciIndex;
  readonly children: readonly ChildEvidence[];
  readonly plan: TestPlan;
  readonly policy: Policy;
  /** Signed by the tester; the signature has been checked. */
  readonly verdict: Statement;
}

/** Why an image does not move its channels. */
export interface Obstacle {
  readonly code: string;
  readonly detail: string;
}

/** `not-yet`: nothing is wrong, something is missing. `refused`: what was said does not hold together. */
export type Answer =
  | { readonly outcome: 'may-move' }
  | ({ readonly outcome: 'not-yet' } & Obstacle)
  | ({ readonly outcome: 'refused' } & Obstacle);
