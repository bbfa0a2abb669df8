import { mediaTypes, type OciDescriptor } from '@quench/contracts';
import { canonicalJson, sha256, type Digest, type Json } from '@quench/kernel';

/** Media types of what cosign reads beside an image. */
export const cosignTypes = {
  bundle: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  simpleSigning: 'application/vnd.dev.cosign.simplesigning.v1+json',
  envelope: 'application/vnd.dsse.envelope.v1+json',
  empty: 'application/vnd.oci.empty.v1+json',
} as const;

/** A manifest and the small blobs that it names, as the texts to be stored. */
export interface Artifact {
  readonly manifest: string;
  readonly digest: Digest;
  readonly blobs: readonly string[];
}

/** A blob to be, with what the manifest says of it. */
interface Part {
  readonly mediaType: string;
  readonly text: string;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Parts {
  readonly config: Part;
  readonly layers: readonly Part[];
  readonly artifactType?: string;
  readonly subject?: OciDescriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

const described = ({ text, ...part }: Part): Json => ({
  ...part,
  size: Buffer.byteLength(text),
  digest: sha256(text),
});

/** Writes the manifest of `parts`. */
export function artifactOf({ config, layers, subject, ...rest }: Parts): Artifact {
  const manifest = canonicalJson({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: described(config),
    layers: layers.map(described),
    ...(subject === undefined ? {} : { subject: plain(subject) }),
    ...rest,
  });
  return { manifest, digest: sha256(manifest), blobs: [config, ...layers].map((part) => part.text) };
}

/** A subject is named by its type, digest and size alone. */
const plain = ({ mediaType, digest, size }: OciDescriptor): Json => ({ mediaType, digest, size });
