/** A package as a line, with its ecosystem. */
export const packageLine = (of: { readonly type: string; readonly name: string; readonly version: string }): string =>
  `${of.type} ${of.name} ${of.version}`;

/** The ecosystem that a purl names. */
const typeOf = (purl: string): string => purl.slice('pkg:'.length).split('/')[0] ?? '';

/** What `image lock` tells. */
export interface LockView {
  readonly packages: readonly { readonly purl: string; readonly name: string; readonly version: string }[];
}

/** The packages of a lock, as lines. */
export const lockedLines = ({ packages }: LockView): readonly string[] =>
  packages.map((one) => packageLine({ ...one, type: typeOf(one.purl) }));

interface Statement {
  readonly predicate: {
    readonly packages: readonly {
      readonly name: string;
      readonly versionInfo: string;
      readonly externalRefs?: readonly { readonly referenceLocator: string }[];
    }[];
  };
}

/** The packages of an SPDX document in a signed envelope, as lines, sorted. */
export function billLines(envelope: string): readonly string[] {
  const { payload } = JSON.parse(envelope) as { readonly payload: string };
  const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as Statement;
  return predicate.packages
    .flatMap(({ name, versionInfo, externalRefs = [] }) =>
      externalRefs.map(({ referenceLocator }) =>
        packageLine({ type: typeOf(referenceLocator), name, version: versionInfo }),
      ),
    )
    .sort();
}
