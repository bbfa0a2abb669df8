import { predicateTypes, type OciDescriptor, type Statement } from '@quench/contracts';
import { canonicalJson, hex, IntegrityFault, type Digest, type Json } from '@quench/kernel';
import { isObject, parsedJson } from '../evidence/shape.js';
import { artifactOf, cosignTypes, type Artifact } from './artifact.js';

/** A signed statement on an image, to be found as its referrer. */
export interface BundleParts {
  /** The index or manifest that the statement is about. */
  readonly subject: OciDescriptor;
  readonly predicateType: string;
  /** The envelope as JSON. */
  readonly envelope: string;
  /** Hex sha256 of the public key (SPKI). */
  readonly keyId: string;
  /** RFC 3339 in UTC. */
  readonly createdAt: string;
}

/** The artifact that cosign 3 writes and looks for: a Sigstore bundle v0.3 with a bare key, as a referrer (OCI 1.1). */
export function bundleArtifact({ subject, predicateType, envelope, keyId, createdAt }: BundleParts): Artifact {
  const bundle = canonicalJson({
    mediaType: cosignTypes.bundle,
    verificationMaterial: { publicKey: { hint: Buffer.from(keyId, 'hex').toString('base64') } },
    dsseEnvelope: JSON.parse(envelope) as Json,
  });
  return artifactOf({
    artifactType: cosignTypes.bundle,
    config: { mediaType: cosignTypes.empty, text: '{}', artifactType: cosignTypes.bundle },
    layers: [{ mediaType: cosignTypes.bundle, text: bundle }],
    subject,
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': predicateType,
      'org.opencontainers.image.created': createdAt,
    },
  });
}

/** What cosign signs in the bundle form: that there is a signature, and nothing else. */
export const signatureStatement = (subject: Digest): Statement => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ digest: { sha256: hex(subject) } }],
  predicateType: predicateTypes.cosignSignature,
  predicate: {},
});

/**
 * The envelope inside a bundle, as the JSON that is a layer of the legacy form.
 * @throws IntegrityFault `document-malformed`
 */
export function bundledEnvelope(bundle: string): string {
  const parsed = parsedJson('A Sigstore bundle', bundle);
  if (!isObject(parsed) || !isObject(parsed['dsseEnvelope'])) {
    throw new IntegrityFault('document-malformed', 'A layer is not the Sigstore bundle it was named as: no envelope');
  }
  return canonicalJson(parsed['dsseEnvelope'] as Json);
}
