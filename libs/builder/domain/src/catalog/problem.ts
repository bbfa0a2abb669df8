/** What is wrong with a catalog, for the person who wrote it. */
export interface Problem {
  /** Relative to the catalog folder. */
  readonly file: string;
  /** 1 for the first line; undefined where the problem is not in a line. */
  readonly line: number | undefined;
  /** What was found and what was expected. */
  readonly message: string;
}

/** `nginx.yaml:3: …` */
export const problemLine = ({ file, line, message }: Problem): string =>
  line === undefined ? `${file}: ${message}` : `${file}:${String(line)}: ${message}`;
