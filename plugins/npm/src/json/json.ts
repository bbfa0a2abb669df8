import { PluginError, type PluginErrorCode } from '@quench/plugin-sdk';

/** What JSON can be. Objects may have any keys, so they are asked with {@link field}. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Who wrote a text that is no JSON as it should be: whoever asks, or a registry. */
export type Blame = Extract<PluginErrorCode, 'malformed-input' | 'malformed-response'>;

/**
 * The object that a text is.
 * @param what for the message: `package-lock.json`
 * @throws PluginError with the code `blame`
 */
export function jsonObject(text: string, what: string, blame: Blame): JsonObject {
  try {
    // npm writes none, but editors do.
    const value = JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
    if (isObject(value)) return value;
  } catch (cause) {
    throw new PluginError(blame, `${what} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  throw new PluginError(blame, `${what} is no JSON object.`);
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own field: `constructor` is none unless it was written. */
export const field = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** A text field; undefined for what is no text. */
export function textField(object: JsonObject, key: string): string | undefined {
  const value = field(object, key);
  return typeof value === 'string' ? value : undefined;
}

/** Those entries of an object field that are texts, in their order. */
export function textsIn(object: JsonObject, key: string): ReadonlyMap<string, string> {
  const value = field(object, key);
  const entries = isObject(value) ? Object.entries(value) : [];
  return new Map(entries.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : [])));
}

/** A list of texts; npm writes a list of one as that one. */
export function listField(object: JsonObject, key: string): readonly string[] {
  const value = field(object, key);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
