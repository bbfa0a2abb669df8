import { Rejection } from '@quench/kernel';

const DIGITS = /^(?:sha256:)?([0-9a-f]{32,64})$/;

/**
 * How that begins which names the files of an update, as `hold show` tells it and a person gives it on the command line.
 * @throws Rejection `option-malformed` unless it is 32 hex digits or more
 */
export function shownIn(text: string): string {
  const [, digits] = DIGITS.exec(text) ?? [];
  if (digits !== undefined) return `sha256:${digits}`;
  const said = `--shown takes what hold show says, 32 hex digits or more, not ${JSON.stringify(text)}`;
  throw new Rejection('option-malformed', said);
}
