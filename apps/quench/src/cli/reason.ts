import { Rejection } from '@quench/kernel';

/**
 * A person's reason, as it was given on the command line.
 * @throws Rejection `option-malformed` unless it is words in one line
 */
export function reasonIn(text: string): string {
  const reason = text.trim();
  if (reason === '' || /\p{Cc}/u.test(reason)) {
    throw new Rejection('option-malformed', `--reason takes words in one line, not ${JSON.stringify(text)}`);
  }
  return reason;
}
