/** How large a step of versions is, the smallest first. */
export const STEPS = ['rebuild', 'patch', 'minor', 'major'] as const;
export type StepSize = (typeof STEPS)[number];

/**
 * Which updates of an image wait, and for what: what its definition says, and where that is silent, the catalog. Part of the
 * definition in its normal form, which leaves it out where neither says anything.
 */
export interface UpdateRules {
  /** What a person is asked about. */
  readonly hold: readonly HoldRule[];
  /** Packages that nothing stops but a rule that holds them by name. */
  readonly pass: readonly string[];
  /** How old a release must be, in milliseconds. 0 for none. */
  readonly cooldownMs: number;
  /** When nothing changes but what fixes vulnerabilities. */
  readonly freeze: readonly FreezeWindow[];
  /** How long a person may take to decide, in milliseconds. */
  readonly decideWithinMs: number;
  /** Those of the keys above that the catalog said, not the definition. */
  readonly inherited: readonly string[];
}

/** Steps of a size and larger ones, any step of one package, or packages that become larger by more than so much. */
export type HoldRule =
  | { readonly kind: 'step'; readonly step: StepSize }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'growth'; readonly percent: number };

/** Days in UTC, both included: `2026-12-20`. */
export interface FreezeWindow {
  readonly from: string;
  readonly to: string;
}
