/** A rule that every plugin of the interface keeps, as data: whoever runs it decides how it is shown. */
export interface Law {
  /** The part of the plugin that it is about, or the plugin as a whole. */
  readonly part: string;
  /** In words; with `part` unique. */
  readonly name: string;
  run(effort: Effort): Promise<Verdict>;
}

/** How hard to look for a case that breaks a law. */
export interface Effort {
  /** The same seed tries the same cases. */
  readonly seed: number;
  /** Of laws that draw their cases; those with a list of cases try all. */
  readonly cases: number;
}

export const DEFAULT_EFFORT: Effort = { seed: 20_261_126, cases: 100 };

/** What became of a law. */
export type Verdict =
  | { readonly type: 'held'; readonly cases: number }
  | {
      readonly type: 'broken';
      /** What was expected, and what was found. */
      readonly why: string;
      /** The smallest case that was found. */
      readonly counterExample: string;
    }
  /** There was nothing to try it on: another law says why. */
  | { readonly type: 'untried'; readonly why: string };

/** Says why a case breaks a law; undefined: it does not. */
export type Judgement = string | undefined | Promise<string | undefined>;
