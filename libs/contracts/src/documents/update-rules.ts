/** How large a step of versions is, the smallest first. */
export const STEPS = ['rebuild', 'patch', 'minor', 'major'] as const;
export type StepSize = (typeof STEPS)[number];

/** What an update can bring that a person may want to look at: a script of the package, a setuid file, a program that listens. */
export const BROUGHT = ['script', 'setuid', 'listener'] as const;
export type Brought = (typeof BROUGHT)[number];

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

/**
 * Steps of a size and larger ones, any step of one package, packages that become larger by more than so much, or that bring
 * something of a kind which they did not have.
 */
export type HoldRule =
  | { readonly kind: 'step'; readonly step: StepSize }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'growth'; readonly percent: number }
  | { readonly kind: 'brings'; readonly what: Brought };

/** Days in UTC, both included: `2026-12-20`. */
export interface FreezeWindow {
  readonly from: string;
  readonly to: string;
}
