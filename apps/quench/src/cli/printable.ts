/**
 * What a terminal obeys instead of showing it: controls (also those above ASCII), and what reverses or breaks a line.
 * A tab only moves on, and logs are full of them.
 */
const OBEYED = /(?!\t)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r` };

/**
 * A line such that a terminal only shows it. Its words come from catalogs, archives and programs under test: none of them
 * moves the cursor, colours what follows, or begins a line of its own.
 */
export const printable = (line: string): string => line.replace(OBEYED, (found) => NAMED[found] ?? escaped(found));

/** A text of several lines, such as a log: the line ends are its own. */
export const printableLines = (text: string): readonly string[] => text.split(/\r?\n/).map(printable);

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? String.raw`\x${hex.padStart(2, '0')}` : String.raw`\u${hex.padStart(4, '0')}`;
}
