import { IntegrityFault } from '@quench/kernel';

/** What may be looked into. */
export type Members = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: unknown, of: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(of);

export const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * Reads JSON.
 * @param what names the text in the error
 * @throws IntegrityFault `document-malformed`
 */
export function parsedJson(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IntegrityFault('document-malformed', `${what} is not JSON`, { cause });
  }
}
