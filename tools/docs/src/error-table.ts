import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an error means to people. */
export interface ErrorText {
  readonly cause: string;
  readonly remedy: string;
}

/** Cause and remedy of every error code. */
export const errorTable = (root: string): Readonly<Record<string, ErrorText>> =>
  JSON.parse(readFileSync(join(root, 'tools/docs/src/errors.json'), 'utf8')) as Readonly<Record<string, ErrorText>>;
