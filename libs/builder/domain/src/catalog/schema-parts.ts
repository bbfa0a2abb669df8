/** Parts that several schemas have. Descriptions end the sentence "expected …". */

export const packageName = {
  type: 'string',
  pattern: '^[a-z0-9][a-z0-9+.-]+$',
  maxLength: 200,
  description: 'the name of a package: at least two lower-case letters, digits, "+", "-" or ".", no version',
} as const;

/** An object with these keys and no others. */
export const closed = (properties: object, required: readonly string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
