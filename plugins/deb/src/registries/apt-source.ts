/** One source of apt, as either format says it. */
export interface AptSource {
  /** The file, for messages. */
  readonly file: string;
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  /** Lower-case option names of the one-line format, which deb822 writes as fields. */
  readonly options: ReadonlyMap<string, string>;
}
