/**
 * Where two values differ, as `path: one value and the other`; undefined when they are the same data. Fields that are
 * undefined count as left out.
 */
export function differenceOf(one: unknown, other: unknown, path = 'the answer'): string | undefined {
  if (Object.is(one, other)) return undefined;
  if (!isObject(one) || !isObject(other) || kindOf(one) !== kindOf(other)) return differ(path, one, other);
  if (one instanceof Uint8Array && other instanceof Uint8Array) {
    const same = one.length === other.length && one.every((byte, at) => byte === other[at]);
    return same ? undefined : differ(path, one, other);
  }
  const [left, right] = [membersOf(one), membersOf(other)];
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const found = differenceOf(left.get(name), right.get(name), `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What in a value is not plain data, as `path is what`; undefined when all is. Bytes and maps are plain here. */
export function strangeIn(value: unknown, path = 'the answer'): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `${path} is a ${typeof value}`;
  if (!isObject(value) || kindOf(value) === 'bytes') return undefined;
  if (kindOf(value) === 'other') return `${path} is of a class`;
  for (const [name, member] of membersOf(value)) {
    const found = strangeIn(member, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const MOST_SHOWN = 200;

/** A value as one short line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = value instanceof Uint8Array ? `${value.length} bytes` : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

const differ = (path: string, one: unknown, other: unknown): string => `${path}: ${shown(one)} and ${shown(other)}`;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Told by looks, not by `instanceof`: a cloned map or record may come from another realm, as under Jest. */
function kindOf(value: object): 'list' | 'bytes' | 'map' | 'record' | 'other' {
  if (Array.isArray(value)) return 'list';
  if (ArrayBuffer.isView(value)) return 'bytes';
  if (isMap(value)) return 'map';
  const prototype: unknown = Object.getPrototypeOf(value);
  const isRecord = prototype === null || (isObject(prototype) && Object.getPrototypeOf(prototype) === null);
  return isRecord ? 'record' : 'other';
}

const isMap = (value: object): value is ReadonlyMap<unknown, unknown> =>
  Object.prototype.toString.call(value) === '[object Map]';

const membersOf = (value: object): ReadonlyMap<string, unknown> =>
  new Map((isMap(value) ? [...value] : Object.entries(value)).map(([name, member]) => [String(name), member]));
