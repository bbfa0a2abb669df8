import { clip } from '@quench/kernel';
import type { ErrorCode, YAMLError } from 'yaml';

/** What a mistake means for the one who wrote it; the parser's own words name parts of the grammar. */
const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_ALIAS: 'an alias (*name) of nothing; expected an anchor (&name) before it',
  BAD_DQ_ESCAPE: "an escape that YAML does not know; expected plain text in 'single quotes'",
  BAD_INDENT: 'this line is indented otherwise than its neighbours; expected keys that belong together in one column',
  BAD_SCALAR_START: 'text that begins with a sign of YAML; expected it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon in one line; expected one "key: value", and a value with ": " in quotes',
  DUPLICATE_KEY: 'this key is there twice; expected each key to be unique',
  MISSING_CHAR: 'something that was opened is not closed; expected a closing bracket, brace or quote',
  MULTILINE_IMPLICIT_KEY: 'a key without a value; expected "key: value"',
  MULTIPLE_DOCS: 'a second document; expected one definition in each file',
  NON_STRING_KEY: 'a key that is not text; expected text that begins with { in quotes',
  TAB_AS_INDENT: 'a tab at the beginning of the line; expected spaces',
  TAG_RESOLVE_FAILED: 'a tag (!name) that nobody knows; expected plain values',
  UNEXPECTED_TOKEN: 'text where none can be; expected values with {{, # or ": " in quotes',
};

/** How the parser names a bracket that it looked for in vain, whatever the code. */
const UNCLOSED = /must .*end with a/;

/** Says what is wrong with a text that is no YAML, and shows where. */
export function yamlMessage({ code, message }: YAMLError, line: string): string {
  const known = WORDS[UNCLOSED.test(message) ? 'MISSING_CHAR' : code];
  const words = known ?? `${(message.split(' at line ')[0] ?? message).replace(/[.:]$/, '')}; expected YAML`;
  const shown = line.trim();
  return shown === '' ? words : `${words}, found ${clip(shown, 60)}`;
}
