import { mediaTypes, predicateTypes, type OciDescriptor, type Statement } from '@quench/contracts';
import { hex, type Digest } from '@quench/kernel';
import { provenanceOf } from '../evidence/predicates.js';

/** What is to be signed about one subject. */
export interface WantedAttestation {
  readonly subject: OciDescriptor;
  readonly statement: Statement;
}

/** The image and its children, as descriptors. */
export interface ImageParts {
  readonly repository: string;
  readonly index: OciDescriptor;
}

/** A bill of materials that the provenance names. */
export interface Bill {
  readonly predicateType: string;
  readonly digest: Digest;
}

/** The bills of materials among the byproducts of a build. */
export function billsOf(provenance: Statement): readonly Bill[] {
  const byproducts = provenanceOf(provenance)?.runDetails.byproducts ?? [];
  const types: Readonly<Record<string, string>> = { spdx: predicateTypes.spdx, cyclonedx: predicateTypes.cyclonedx };
  return byproducts.flatMap(({ name, digest }) => {
    const predicateType = types[name];
    return predicateType === undefined ? [] : [{ predicateType, digest: `sha256:${digest.sha256}` } as const];
  });
}

/** A statement on one subject. */
export const statementOn = (
  subject: Statement['subject'][number],
  { predicateType, predicate }: Pick<Statement, 'predicateType' | 'predicate'>,
): Statement => ({ _type: 'https://in-toto.io/Statement/v1', subject: [subject], predicateType, predicate });

/** A child's statement, on the child as it was made, and once more on the image, where people look first. */
export const onChildAndImage = (
  statement: Statement,
  child: OciDescriptor,
  { repository, index }: ImageParts,
): readonly WantedAttestation[] => [
  { subject: child, statement },
  {
    subject: index,
    statement: statementOn({ name: repository, digest: { sha256: hex(index.digest as Digest) } }, statement),
  },
];

/**
 * The verdict, on the image as it was given, and on each child alone: cosign shows the first subject of whatever it
 * verified, which on a child must be that child.
 */
export const onImageAndChildren = (
  statement: Statement,
  { index, repository }: ImageParts,
  children: readonly OciDescriptor[],
): readonly WantedAttestation[] => [
  { subject: index, statement },
  ...children.map((child) => ({
    subject: child,
    statement: statementOn({ name: repository, digest: { sha256: hex(child.digest as Digest) } }, statement),
  })),
];

/** The descriptor of an index of this size. */
export const indexDescriptor = (digest: string, size: number): OciDescriptor => ({
  mediaType: mediaTypes.index,
  digest,
  size,
});
