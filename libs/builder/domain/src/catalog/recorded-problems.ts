import { clip } from '@quench/kernel';

/** As many as somebody still reads; each at six bytes a character, all of them are less than an event may hold. */
const MAX_LINES = 300;
/** Of a text in an event. */
const MAX_CHARACTERS = 4_000;

/**
 * What is recorded of the mistakes of a folder, however many they are: the first lines, cut where they are too long, and
 * how many more there were.
 * @param problems lines for people
 */
export function recordedProblems(problems: readonly string[]): readonly string[] {
  const lines = problems.slice(0, MAX_LINES).map((line) => clip(line, MAX_CHARACTERS));
  const more = problems.length - lines.length;
  return more === 0 ? lines : [...lines, `and ${String(more)} more. All of them: quench catalog check DIR`];
}
