/** What a publication is named after. */
export interface PublicationName {
  readonly versionStream: string;
  readonly variant: string;
  /** As the lock says it: numbers, joined by dots. */
  readonly version: string;
  readonly revision: number;
}

/** The tag that never moves: `[<stream>-][<variant>-]<version>-r<revision>`, without `default` and `prod`. */
export const publicationTag = ({ versionStream, variant, version, revision }: PublicationName): string =>
  [
    ...(versionStream === 'default' ? [] : [versionStream]),
    ...(variant === 'prod' ? [] : [variant]),
    version,
    `r${String(revision)}`,
  ].join('-');
