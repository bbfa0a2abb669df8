/** Plain JSON: no undefined inside arrays, no functions, no class instances. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Levels, more than documents have: whoever is out of order has each value below looked at again. */
const MAX_TRIED = 32;

/**
 * The one text of a JSON value (RFC 8785 for the values that Quench writes: keys in UTF-16 order, no white space,
 * absent instead of undefined). Digests of documents are taken over it.
 * @throws TypeError for a number that is not finite
 */
export function canonicalJson(value: Json): string {
  return textOf(value, 0);
}

function textOf(value: Json, depth: number): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`Not a JSON number: ${String(value)}`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  // Most of what is written was read in this order, and the engine's own writer is several times as fast.
  if (depth < MAX_TRIED && isInOrder(value)) return JSON.stringify(value);
  if (isArray(value)) return `[${value.map((one) => textOf(one, depth + 1)).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${textOf(member, depth + 1)}`);
  }
  return `{${members.join(',')}}`;
}

/**
 * Whether the engine writes it as it is to be written. Keys like whole numbers it puts by their value, `9` before `10`; what is
 * no plain JSON it may write in ways of its own.
 */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value !== 'object') return false;
  return Array.isArray(value) ? areInOrder(value) : areMembersInOrder(value);
}

/** Holes are members, too. */
function areInOrder(values: readonly unknown[]): boolean {
  for (const value of values) if (!isInOrder(value)) return false;
  return true;
}

function areMembersInOrder(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  let before: string | undefined;
  for (const key of Object.keys(value)) {
    if (before !== undefined && before >= key) return false;
    before = key;
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined && !isInOrder(member)) return false;
  }
  return true;
}

const isArray = (value: object): value is readonly Json[] => Array.isArray(value);
