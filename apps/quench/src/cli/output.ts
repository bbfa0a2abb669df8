/** What a command says: the same facts for programs and for people. */
export interface Output {
  /** Written as one JSON document with `--json`. */
  readonly data: unknown;
  /** Written otherwise, a line each. */
  readonly lines: readonly string[];
}

export type Cell = string | number;

/** Columns as wide as their widest cell, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? '').length)),
  );
  const line = (cells: readonly Cell[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}

/** The first 12 hex digits, as people compare them. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

/** A message that something is to follow: without its full stop. */
export const unended = (message: string): string => message.replace(/\.$/, '');

/** Bytes for people: `38.6 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
