import { PluginError, type Digest, type Host, type SnapshotIndex } from '@quench/plugin-sdk';
import { architectureOf } from '../architectures.js';
import type { Release } from './release.js';

/** Of an index as text; Debian's largest has 60 MB. */
const MAX_INDEX_BYTES = 512 * 1024 * 1024;

/** The security suite names its component `updates/main` and keeps it at `main`; others may do as they say. */
const COMPONENTS = ['main', 'updates/main'];
const FORMS = ['.xz', '.gz', ''];

/** An index as the signed text describes it. */
export interface NamedIndex extends SnapshotIndex {
  readonly size: number;
  readonly plainSize: number;
}

/**
 * Whether a release says that it has packages for a platform, and names them: some list architectures that they have nothing
 * for.
 * @throws PluginError `unsupported`
 */
export function isOffered(release: Release, platform: string): boolean {
  const architecture = architectureOf(platform);
  return release.architectures.includes(architecture) && filesOf(release, architecture) !== undefined;
}

/**
 * The package indexes of a platform that a release names.
 * @throws PluginError `unsupported` for a platform, `malformed-response` for a release without such an index
 */
export function namedIndexes(release: Release, platform: string): readonly NamedIndex[] {
  const architecture = architectureOf(platform);
  return (release.allInEach ? [architecture] : [architecture, 'all']).map((name) =>
    namedIndex(release, name, platform),
  );
}

function namedIndex(release: Release, architecture: string, platform: string): NamedIndex {
  const files = filesOf(release, architecture);
  if (files !== undefined) return { ...files, platform };
  throw new PluginError(
    'malformed-response',
    `The signed index of ${release.codename} names no packages of main for ${architecture}.`,
  );
}

function filesOf(release: Release, architecture: string): Omit<NamedIndex, 'platform'> | undefined {
  for (const component of COMPONENTS) {
    const plainPath = `${component}/binary-${architecture}/Packages`;
    const plain = release.files.get(plainPath);
    for (const form of plain === undefined ? [] : FORMS) {
      const path = plainPath + form;
      const file = release.files.get(path);
      if (file === undefined || plain === undefined) continue;
      const { size: plainSize, sha256: plainDigest } = plain;
      return { path, digest: file.sha256, size: file.size, plainDigest, plainSize };
    }
  }
  return undefined;
}

/**
 * Fetches an index into the content store, as served and as text, each checked against what was signed.
 * Undefined when it is not there.
 * @param suiteFolder ends in `/`
 * @throws PluginError `not-authentic`; the host's errors
 */
export async function fetchIndex(
  index: NamedIndex,
  suiteFolder: string,
  release: Release,
  host: Host,
): Promise<SnapshotIndex | undefined> {
  const folder = index.path.slice(0, index.path.lastIndexOf('/') + 1);
  const path = release.byHash ? `${folder}by-hash/SHA256/${index.digest.slice('sha256:'.length)}` : index.path;
  const url = suiteFolder + path;
  const held = await host.store({ url, checksums: [index.digest], maxBytes: index.size });
  if (held === undefined) return undefined;
  await keepText(index, host);
  const { platform, digest, plainDigest } = index;
  return { path: index.path, platform, digest, plainDigest };
}

/**
 * Holds the text of an index that is held as served. Answers its size.
 * @throws PluginError `not-authentic` when the text is not the signed one
 */
export async function keepText(index: NamedIndex, host: Host): Promise<void> {
  if (index.plainSize > MAX_INDEX_BYTES || index.size > MAX_INDEX_BYTES) {
    throw new PluginError('unsupported', `${index.path} has ${index.plainSize} bytes, of at most ${MAX_INDEX_BYTES}.`);
  }
  const served = await host.read(index.digest, { maxBytes: index.size });
  // One more than expected, so that a longer text shows as another text.
  const text = await host.decompress(served, { maxBytes: index.plainSize + 1 });
  const digest: Digest = host.hash(text);
  if (digest !== index.plainDigest) {
    throw new PluginError('not-authentic', `The text of ${index.path} is ${digest}; signed was ${index.plainDigest}.`);
  }
  await host.keep(text);
}
