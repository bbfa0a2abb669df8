import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ allErrors: true });

/** The committed schema of a command's answer, found by the command's first words. */
function schemaOf(args: readonly string[]): object | undefined {
  for (const words of [args.slice(0, 2), args.slice(0, 1)]) {
    const file = fileURLToPath(
      new URL(`../../../../docs/reference/cli/${words.join('-')}.schema.json`, import.meta.url),
    );
    if (/^[a-z-]+$/.test(words.join('-')) && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as object;
  }
  return undefined;
}

/**
 * Holds an answer to the shape that is promised for its command.
 * @throws Error that names what differs
 */
export function promised(args: readonly string[], answer: unknown): void {
  const schema = schemaOf(args);
  if (schema === undefined) throw new Error(`no schema promises what quench ${args.join(' ')} answers`);
  const validate = ajv.compile(schema);
  if (validate(answer)) return;
  throw new Error(`quench ${args.join(' ')} does not answer as promised: ${ajv.errorsText(validate.errors)}`);
}
