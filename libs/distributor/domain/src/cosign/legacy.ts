import { mediaTypes } from '@quench/contracts';
import { canonicalJson, hex, IntegrityFault, sha256, type Digest } from '@quench/kernel';
import { isObject, isText, parsedJson } from '../evidence/shape.js';
import { artifactOf, cosignTypes, type Artifact } from './artifact.js';

/** The tag at which cosign before version 3 looks for the signature of `subject`. */
export const signatureTag = (subject: Digest): string => `sha256-${hex(subject)}.sig`;
/** The tag at which cosign before version 3 looks for the attestations of `subject`. */
export const attestationTag = (subject: Digest): string => `sha256-${hex(subject)}.att`;

/** What is signed in the legacy form (simple signing). */
export const signaturePayload = (repository: string, subject: Digest): string =>
  canonicalJson({
    critical: {
      identity: { 'docker-reference': repository },
      image: { 'docker-manifest-digest': subject },
      type: 'cosign container image signature',
    },
    optional: null,
  });

/**
 * The digest that a payload of the legacy form is about.
 * @throws IntegrityFault `document-malformed`
 */
export function signedDigest(payload: string): string {
  const parsed = parsedJson('A payload of simple signing', payload);
  const critical = isObject(parsed) && isObject(parsed['critical']) ? parsed['critical'] : {};
  const named = isObject(critical['image']) ? critical['image']['docker-manifest-digest'] : undefined;
  if (isText(named)) return named;
  throw new IntegrityFault('document-malformed', 'A payload of simple signing names no manifest');
}

/** @param signature over the bytes of `payload`, DER */
export const legacySignature = (payload: string, signature: Uint8Array): Artifact =>
  legacyArtifact([
    {
      mediaType: cosignTypes.simpleSigning,
      text: payload,
      annotations: { 'dev.cosignproject.cosign/signature': Buffer.from(signature).toString('base64') },
    },
  ]);

/** A statement that the distributor signed, with the type by which it is found. */
export interface SignedPredicate {
  readonly predicateType: string;
  /** The envelope as JSON. */
  readonly envelope: string;
}

/** All attestations of one subject; the legacy form has one manifest for them together. */
export const legacyAttestations = (signed: readonly SignedPredicate[]): Artifact =>
  legacyArtifact(
    signed.map(({ predicateType, envelope }) => ({
      mediaType: cosignTypes.envelope,
      text: envelope,
      // The signature is inside; an absent annotation makes cosign 2 refuse the layer.
      annotations: { 'dev.cosignproject.cosign/signature': '', predicateType },
    })),
  );

type Layer = Parameters<typeof artifactOf>[0]['layers'][number];

/** The legacy form passes for an image, so its config is that of an image without files. */
function legacyArtifact(layers: readonly Layer[]): Artifact {
  const config = canonicalJson({
    architecture: '',
    config: {},
    os: '',
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => sha256(layer.text)) },
  });
  return artifactOf({ config: { mediaType: mediaTypes.config, text: config }, layers });
}
