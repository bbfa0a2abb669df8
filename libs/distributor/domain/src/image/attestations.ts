import { mediaTypes, predicateTypes, type OciDescriptor, type Statement } from '@quench/contracts';
import { hex, IntegrityFault, type Digest } from '@quench/kernel';
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

const billTypes = new Map([
  ['spdx', predicateTypes.spdx],
  ['cyclonedx', predicateTypes.cyclonedx],
]);

/**
 * The bills of materials of a build: its byproducts, of which there are no others.
 * @throws IntegrityFault `provenance-malformed` for a provenance of another shape, and for byproducts that nobody knows
 */
export function billsOf(provenance: Statement): readonly Bill[] {
  const predicate = provenanceOf(provenance);
  if (predicate === undefined) throw malformed('has not the shape of SLSA v1');
  return predicate.runDetails.byproducts.map(({ name, digest }) => {
    const predicateType = billTypes.get(name);
    if (predicateType === undefined) throw malformed(`names the byproduct ${name}: expected spdx and cyclonedx alone`);
    return { predicateType, digest: `sha256:${digest.sha256}` };
  });
}

const malformed = (what: string): IntegrityFault =>
  new IntegrityFault('provenance-malformed', `A provenance ${what}, so its bills of materials are not known`);

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
