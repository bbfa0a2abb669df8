import { PluginError } from '@quench/plugin-sdk';

/** One alternative of a relation field: `name`, `name:any`, with or without a version. */
export interface Relation {
  /** As it is looked up: with `:any` or a foreign architecture, without the own one. */
  readonly name: string;
  readonly operator: Operator | undefined;
  /** Empty without an operator. */
  readonly version: string;
}

export type Operator = '<<' | '<=' | '=' | '>=' | '>>';

/** In the order by whose numbers the compact index names them. */
export const OPERATORS: readonly Operator[] = ['<<', '<=', '=', '>=', '>>'];
const RELATION =
  /^([A-Za-z0-9][A-Za-z0-9+.-]*)(?::([a-z0-9-]+))?\s*(?:\(\s*([<>=!]*)\s*([^\s()]+)\s*\))?\s*(?:\[([^\]]*)\])?$/;

/**
 * Reads `Depends`, `Conflicts` and their like: groups parted by commas, alternatives by bars. Alternatives for other
 * architectures are left out, and groups without any.
 * @throws PluginError `malformed-response` for what is no relation, and for an operator that does not exist
 */
export function readRelations(field: string, architecture: string): readonly (readonly Relation[])[] {
  const groups: Relation[][] = [];
  for (const part of field.split(',')) {
    if (part.trim() === '') continue;
    const group = part
      .split('|')
      .map((text) => readRelation(text.trim().replace(/\s+/g, ' '), architecture))
      .filter((relation) => relation !== undefined);
    if (group.length > 0) groups.push(group);
  }
  return groups;
}

function readRelation(text: string, architecture: string): Relation | undefined {
  const match = RELATION.exec(text);
  if (match === null) throw malformed(text);
  const [, name = '', qualifier, operator, version = '', architectures] = match;
  if (architectures !== undefined && !listed(architectures, architecture)) return undefined;
  if (operator !== undefined && !isOperator(operator)) throw malformed(text);
  return { name: lookedUp(qualifier === undefined ? name : `${name}:${qualifier}`, architecture), operator, version };
}

/** A name as it is looked up, of a name as a field writes it. */
export function lookedUp(written: string, architecture: string): string {
  const colon = written.indexOf(':');
  if (colon < 0) return written;
  const qualifier = written.slice(colon + 1);
  return qualifier === architecture || qualifier === 'native' ? written.slice(0, colon) : written;
}

const isOperator = (text: string): text is Operator => OPERATORS.some((operator) => operator === text);

/** `[amd64 arm64]`, or `[!amd64]` for all but one. */
function listed(list: string, architecture: string): boolean {
  const words = list.trim().split(/\s+/);
  const matches = (word: string): boolean => word === architecture || word === 'any' || word === `linux-any`;
  return words[0]?.startsWith('!') === true
    ? !words.some((word) => matches(word.slice(1)))
    : words.some((word) => matches(word));
}

const malformed = (text: string): PluginError =>
  new PluginError(
    'malformed-response',
    `the relation "${text.slice(0, 80)}" cannot be read; expected name (<<|<=|=|>=|>> version)`,
  );
