import type { LineDefinition } from '@quench/contracts';

/** One setting of a definition that differs, as JSON text; without `from` it is new, without `to` it is gone. */
export interface DefinitionChange {
  /** `env.LANG`, `run.cmd`, `tests.probe.timeoutMs` */
  readonly key: string;
  readonly from?: string;
  readonly to?: string;
}

/** What differs between two definitions, by key. A list
 * is compared whole, one of named things by name; an empty one is like none. */
export function definitionChanges(from: LineDefinition, to: LineDefinition): readonly DefinitionChange[] {
  const [before, after] = [settings(from), settings(to)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => ({ key, ...side('from', before.get(key)), ...side('to', after.get(key)) }));
}

const side = (name: 'from' | 'to', value: string | undefined): Partial<DefinitionChange> =>
  value === undefined ? {} : { [name]: value };

function settings(definition: LineDefinition): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const collect = (value: unknown, key: string): void => {
    const members = membersOf(value);
    if (members === undefined) found.set(key, JSON.stringify(value));
    else for (const [name, member] of members) collect(member, key === '' ? name : `${key}.${name}`);
  };
  collect(definition, '');
  return found;
}

/** What is inside, by name; undefined for a value that is compared whole. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return Object.entries(value).filter(([, member]) => member !== undefined);
  const named = value.flatMap((member: unknown) => {
    const name = nameOf(member);
    return name === undefined ? [] : [[name, member] as const];
  });
  return named.length === value.length ? named : undefined;
}

/** Tests and accounts have a name, waivers that of their test, and of the platform that they are for. */
function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('name' in value && typeof value.name === 'string') return value.name;
  if (!('test' in value) || typeof value.test !== 'string') return undefined;
  return 'platform' in value && typeof value.platform === 'string' ? `${value.platform}/${value.test}` : value.test;
}
