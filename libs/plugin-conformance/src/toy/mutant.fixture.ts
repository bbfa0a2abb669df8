/** A broken copy of a toy plugin. */
export interface Mutant<Plugin> {
  /** What it does wrong. */
  readonly name: string;
  /** The laws that it breaks, and no others do break: part and name. */
  readonly breaks: readonly string[];
  /** What it has in place of the toy's. Called for every plugin that is made. */
  mutated(toy: Plugin): Partial<Plugin>;
}

/** Mutants of one part of a plugin. */
export const mutantsOf =
  <Plugin, Part extends keyof Plugin>(part: Part) =>
  (
    name: string,
    breaks: readonly string[],
    mutate: (whole: Plugin[Part]) => Partial<Plugin[Part]>,
  ): Mutant<Pick<Plugin, Part>> => ({
    ...{ name, breaks },
    mutated: (toy) => ({ ...toy, [part]: { ...toy[part], ...mutate(toy[part]) } }),
  });
