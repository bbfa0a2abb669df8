/** A JSON Schema of draft 2020-12, as far as answers need it. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const yes: Schema = { type: 'boolean' };
export const whole: Schema = { type: 'integer', minimum: 0 };
export const digest: Schema = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' };
/** Empty until there is one. */
export const digestOrEmpty: Schema = { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' };
export const instant: Schema = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z$' };

export const oneOf = (...values: readonly string[]): Schema => ({ enum: values });
export const list = (items: Schema): Schema => ({ type: 'array', items });
export const map = (additionalProperties: Schema): Schema => ({ type: 'object', additionalProperties });

/** A field that may be left out. */
export interface MaybeAbsent {
  readonly absent: Schema;
}
export const maybe = (schema: Schema): MaybeAbsent => ({ absent: schema });

const isMaybe = (field: Schema | MaybeAbsent): field is MaybeAbsent => 'absent' in field;

/** An object with these fields and no others. */
export function record(fields: Readonly<Record<string, Schema | MaybeAbsent>>): Schema {
  const names = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map(([name, field]) => [name, isMaybe(field) ? field.absent : field])),
    required: names.filter(([, field]) => !isMaybe(field)).map(([name]) => name),
    additionalProperties: false,
  };
}

/** With a sentence for people. */
export const told = (schema: Schema, description: string): Schema => ({ ...schema, description });
