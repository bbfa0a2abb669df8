import { AreDigests, AreParts, IsDigest, IsText, MayBeAbsent } from '../fields.js';

export class SignedManifest {
  /** The index or one of its children. */
  @IsDigest() readonly subject: string;
  /** Manifests that hold the signatures: first the bundle, then the legacy form. */
  @AreDigests() readonly signatures: readonly string[];
}

/** The distributor's key signed the index and its children. */
export class ImageSigned {
  @IsText() readonly repository: string;
  @IsDigest() readonly index: string;
  @IsText() readonly keyId: string;
  @AreParts(() => SignedManifest) readonly manifests: readonly SignedManifest[];
  /** The pack with the signatures; absent where each lies by itself. */
  @MayBeAbsent() @IsDigest() readonly packed?: string | undefined;
}

export class Attestation {
  @IsDigest() readonly subject: string;
  @IsText() readonly predicateType: string;
  /** The manifest that holds it as a bundle. */
  @IsDigest() readonly bundle: string;
}

export class LegacyAttestations {
  /** The index or one of its children. */
  @IsDigest() readonly subject: string;
  /** The manifest that holds all attestations of the subject in the legacy form. */
  @IsDigest() readonly manifest: string;
}

/** Provenance, bills of materials and verdict were attached under the distributor's key. */
export class ImageAttested {
  @IsText() readonly repository: string;
  @IsDigest() readonly index: string;
  @AreParts(() => Attestation) readonly attestations: readonly Attestation[];
  @AreParts(() => LegacyAttestations) readonly legacy: readonly LegacyAttestations[];
  /** The builder's and the tester's own envelopes that they repeat. */
  @AreDigests() readonly envelopes: readonly string[];
  /** The pack with the attestations; absent where each lies by itself. */
  @MayBeAbsent() @IsDigest() readonly packed?: string | undefined;
}

/** The image was not signed: a check of what builder and tester say did not hold. */
export class PublicationRefused {
  @IsText() readonly image: string;
  @IsDigest() readonly index: string;
  @IsText() readonly code: string;
  @IsText() readonly detail: string;
}

export type ImageEvent =
  | { readonly type: 'distributor.ImageSigned.v1'; readonly data: ImageSigned }
  | { readonly type: 'distributor.ImageAttested.v1'; readonly data: ImageAttested }
  | { readonly type: 'distributor.PublicationRefused.v1'; readonly data: PublicationRefused };

/** `distributor.image/<index>` */
export const imageStream = (index: string): string => `distributor.image/${index}`;
