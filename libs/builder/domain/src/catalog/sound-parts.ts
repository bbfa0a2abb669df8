import type { WrittenDefinition } from './written-definition.js';

/** What of a definition has its shape, whatever is wrong with the rest. */
export interface SoundParts {
  /** Without the parts that have another shape. */
  readonly written: Partial<WrittenDefinition>;
  /** Whether nothing had to be left out of a key, so that what is not there is known not to be there. */
  whole(key: keyof WrittenDefinition): boolean;
}

/**
 * @param value what a file says
 * @param misshapen paths of the parts that have another shape
 */
export function soundParts(value: unknown, misshapen: readonly (readonly string[])[]): SoundParts {
  const broken = new Set(misshapen.map(([key]) => key));
  const whole = (key: keyof WrittenDefinition): boolean => !broken.has(key);
  if (!isObject(value)) return { written: {}, whole: () => false };
  const parts = Object.entries(value).flatMap(([key, part]) => {
    const inside = misshapen.filter(([first]) => first === key);
    if (inside.length === 0) return [[key, part]];
    // Places in a list mean something: what is left of it would be another list.
    if (!isObject(part) || inside.some(({ length }) => length === 1)) return [];
    const wrong = new Set(inside.map(([, second]) => second));
    return [[key, Object.fromEntries(Object.entries(part).filter(([name]) => !wrong.has(name)))]];
  });
  return { written: Object.fromEntries(parts) as Partial<WrittenDefinition>, whole };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
