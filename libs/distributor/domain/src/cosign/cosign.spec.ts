import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import {
  envelopeOf,
  mediaTypes,
  preAuthEncoding,
  predicateTypes,
  statementBytes,
  type OciManifest,
} from '@quench/contracts';
import { canonicalJson, sha256 } from '@quench/kernel';
import { InMemorySigner } from '@quench/testing';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { createPublicKey } from 'node:crypto';
import { bundleArtifact, bundledEnvelope, signatureStatement } from './bundle.js';
import {
  attestationTag,
  legacyAttestations,
  legacySignature,
  signaturePayload,
  signatureTag,
  signedDigest,
} from './legacy.js';

const signer = new InMemorySigner('distributor');
const subject = { mediaType: mediaTypes.index, digest: sha256('index'), size: 5, annotations: { a: 'b' } };

async function bundle() {
  const payload = statementBytes(signatureStatement(sha256('index')));
  const envelope = canonicalJson({ ...envelopeOf(payload, await signer.sign(preAuthEncoding(payload))) });
  const { keyId } = signer.publicKey;
  const predicateType = predicateTypes.cosignSignature;
  const artifact = bundleArtifact({ subject, predicateType, envelope, keyId, createdAt: '2026-01-01T00:00:00Z' });
  return { artifact, envelope, manifest: JSON.parse(artifact.manifest) as OciManifest };
}

describe('what is no document of cosign', () => {
  it.each(['', 'null', '[]', '{}', '{"dsseEnvelope":null}', '{"critical":{"image":[]}}'])('%j is refused', (text) => {
    const malformed = expect.objectContaining({ name: 'IntegrityFault', code: 'document-malformed' });
    expect(() => bundledEnvelope(text)).toThrow(malformed);
    expect(() => signedDigest(text)).toThrow(malformed);
  });
});

describe('a bundle', () => {
  it('is the referrer that cosign writes', async () => {
    const { artifact, manifest } = await bundle();
    const blob = artifact.blobs[1] ?? '';
    expect(manifest).toStrictEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      config: {
        mediaType: 'application/vnd.oci.empty.v1+json',
        size: 2,
        digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      },
      layers: [
        {
          mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
          size: Buffer.byteLength(blob),
          digest: sha256(blob),
        },
      ],
      annotations: {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1',
        'org.opencontainers.image.created': '2026-01-01T00:00:00Z',
      },
      subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
    });
    expect(artifact.digest).toBe(sha256(artifact.manifest));
  });

  it('is verified by another implementation, and not with another key', async () => {
    const { artifact } = await bundle();
    const entity = toSignedEntity(bundleFromJSON(JSON.parse(artifact.blobs[1] ?? '')));
    const verifier = (pem: string) =>
      new Verifier(
        toTrustMaterial(
          { mediaType: '', tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] },
          () => ({ publicKey: createPublicKey(pem), validFor: () => true }),
        ),
        { tlogThreshold: 0, tsaThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 },
      );
    expect(() => verifier(signer.publicKey.pem).verify(entity)).not.toThrow();
    expect(() => verifier(new InMemorySigner('x').publicKey.pem).verify(entity)).toThrow('signature');
  });

  it('gives its envelope back as it is kept', async () => {
    const { artifact, envelope } = await bundle();
    expect(bundledEnvelope(artifact.blobs[1] ?? '')).toBe(envelope);
  });

  it('is the same for the same signature', async () => {
    const { envelope } = await bundle();
    const of = { subject, predicateType: 'x', envelope, keyId: 'aa', createdAt: '2026-01-01T00:00:00Z' };
    expect(bundleArtifact(of)).toStrictEqual(bundleArtifact(of));
  });
});

describe('the legacy form', () => {
  it('signs the repository and the digest', () => {
    expect(JSON.parse(signaturePayload('nginx', sha256('index')))).toStrictEqual({
      critical: {
        identity: { 'docker-reference': 'nginx' },
        image: { 'docker-manifest-digest': sha256('index') },
        type: 'cosign container image signature',
      },
      optional: null,
    });
  });

  it('carries the signature beside the payload', () => {
    const { manifest } = legacySignature('payload', Buffer.from('signature'));
    const { config, layers, ...rest } = JSON.parse(manifest) as OciManifest;
    expect(rest).toStrictEqual({ schemaVersion: 2, mediaType: mediaTypes.manifest });
    expect(config.mediaType).toBe(mediaTypes.config);
    expect(layers).toStrictEqual([
      {
        mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
        size: 7,
        digest: sha256('payload'),
        annotations: { 'dev.cosignproject.cosign/signature': Buffer.from('signature').toString('base64') },
      },
    ]);
  });

  it('carries all attestations of a subject in one manifest', () => {
    const { manifest } = legacyAttestations([
      { predicateType: 'p', envelope: '{"a":1}' },
      { predicateType: 'q', envelope: '{"b":2}' },
    ]);
    const { layers } = JSON.parse(manifest) as OciManifest;
    expect(layers.map(({ mediaType, annotations }) => [mediaType, annotations])).toStrictEqual(
      ['p', 'q'].map((predicateType) => [
        'application/vnd.dsse.envelope.v1+json',
        { 'dev.cosignproject.cosign/signature': '', predicateType },
      ]),
    );
  });

  it('is found by tags made from the digest', () => {
    expect(signatureTag(sha256('index'))).toMatch(/^sha256-[0-9a-f]{64}\.sig$/);
    expect(attestationTag(sha256('index'))).toMatch(/^sha256-[0-9a-f]{64}\.att$/);
  });
});
