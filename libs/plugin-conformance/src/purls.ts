import type { Naming, Purl } from '@quench/plugin-sdk';

/** What of a dependency says which release it is. */
export interface Named {
  readonly purl: Purl;
  readonly name: string;
  readonly version: string;
}

/** Why a list is not sorted by purl with each purl once; undefined when it is. */
export function unlessSorted(list: readonly { readonly purl: Purl }[]): string | undefined {
  const at = list.findIndex(({ purl }, place) => place > 0 && (list[place - 1]?.purl ?? '') >= purl);
  return at < 0 ? undefined : `${list[at]?.purl ?? ''} comes after ${list[at - 1]?.purl ?? ''}`;
}

/** Why a purl does not name the very release; undefined when it does. */
export function unlessExact({ purl, name, version }: Named, { parse, describe }: Naming): string | undefined {
  const parsed = parse(purl);
  if (parsed.name !== name) return `${purl} names ${parsed.name}, not ${name}`;
  if (parsed.version !== version) return `${purl} has the version ${parsed.version ?? 'of none'}, not ${version}`;
  const canonical = describe(parsed);
  return canonical === purl ? undefined : `${purl} is written ${canonical}`;
}

/** Who asked for a dependency, as far as it says. */
export interface Required {
  readonly name: string;
  /** Undefined for what the project itself asks for. */
  readonly requiredBy: string | undefined;
}

/** Why who asked for a dependency does not lead to the project; undefined when it does. */
export function unlessRooted(one: Required, all: readonly Required[]): string | undefined {
  const passed: string[] = [one.name];
  for (let by = one.requiredBy; by !== undefined;) {
    const name = by;
    const next = all.find((other) => other.name === name);
    if (next === undefined) return `${passed.join(', asked for by ')}, asked for by ${name}, which is not there`;
    if (passed.includes(name)) return `${[...passed, name].join(', asked for by ')}`;
    passed.push(name);
    by = next.requiredBy;
  }
  return undefined;
}
