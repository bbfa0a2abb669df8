import {
  PluginError,
  type Digest,
  type Host,
  type ProjectArtifacts,
  type ProjectInstall,
  type ProjectPlugin,
  type Release,
  type Releases,
} from '@quench/plugin-sdk';
import { poolPath } from './toy-archive.fixture.js';
import { toyLocks } from './toy-lock.fixture.js';
import { toyNaming, toyRegistries } from './toy-naming.fixture.js';
import { toyProjectVersions, toyVersions } from './toy-versions.fixture.js';

const LIMITS = { maxBytes: 100_000, maxEntries: 100 };
const LINE = /^(\S+) (\d{4}-\d\d-\d\dT00:00:00Z|-) (?:(withdrawn)|(current|deprecated) (sha256:[0-9a-f]{64}))$/;

/** Where the registry is. @throws PluginError `registry-not-configured` */
function baseOf({ registries }: Pick<Host, 'registries'>): string {
  const [first] = registries;
  if (first === undefined) throw new PluginError('registry-not-configured', 'no base in /etc/toy.conf');
  return first.base;
}

function releaseOf(line: string, urlOf: (version: string) => string): Release {
  const [, version, publishedAt, , state, sum] = LINE.exec(line) ?? [];
  if (version === undefined) throw new PluginError('malformed-response', `the list has the line "${line}"`);
  return {
    version,
    publishedAt: publishedAt === '-' ? undefined : publishedAt,
    ...(sum === undefined
      ? { state: 'withdrawn', file: undefined }
      : {
          state: state === 'deprecated' ? state : 'current',
          file: { url: urlOf(version), checksums: [sum as Digest] },
        }),
  };
}

function releasesIn(text: string, urlOf: (version: string) => string): readonly Release[] {
  const [head, ...lines] = text.split('\n');
  if (head !== 'toy-list' || lines.pop() !== 'end') throw new PluginError('malformed-response', 'the list is cut');
  const releases = new Map(lines.map((line) => releaseOf(line, urlOf)).map((one) => [one.version, one]));
  try {
    return toyVersions.order([...releases.keys()]).flatMap((version) => releases.get(version) ?? []);
  } catch (cause) {
    throw new PluginError('malformed-response', 'the list has what is no version', { cause });
  }
}

/** A list for each package. */
export const toyReleases: Releases = {
  list: async (purl, host) => {
    const { name } = toyNaming.parse(purl);
    const bytes = await host.get(`${baseOf(host)}list/${name}`, LIMITS);
    if (bytes === undefined) throw new PluginError('not-found', `no package ${name}`);
    const urlOf = (version: string): string => baseOf(host) + poolPath({ name, version });
    return { releases: releasesIn(new TextDecoder().decode(bytes), urlOf), complete: true };
  },
};

/** Files in a pool, which the lock file vouches for. */
export const toyLockedFiles: ProjectArtifacts = {
  locate: (dependencies, host) =>
    Promise.resolve().then(() =>
      dependencies.map((one) => {
        const { purl, checksums } = one;
        return { purl, url: baseOf(host) + poolPath(one), checksums, maxBytes: LIMITS.maxBytes };
      }),
    ),
  verify: async ({ purl, checksums }, file, host) => {
    const bytes = await host.read(file.digest, LIMITS);
    if (host.fulfils(bytes, checksums)) return checksums.map((by) => ({ kind: 'registry-digest', by }));
    throw new PluginError('not-authentic', `not the file of ${purl}`);
  },
};

/** Files as they are, but for the one that says where others go, and the one that would be run. */
export const toyPlaces: ProjectInstall = {
  filterVersion: 1,
  entries: async (file, { dependency, folder }, host) => {
    const unpacked = await host.unpack(await host.read(file.digest, LIMITS), LIMITS);
    if (unpacked.some(({ path }) => path === 'install.sh')) {
      throw new PluginError('unsupported', `${dependency.name} is made by a script`);
    }
    const entries = dependency.places.flatMap(({ path: place }) =>
      unpacked.map(({ path, content, mode, mtime }) => {
        const words = new TextDecoder().decode(content);
        if (path === 'moved' && /(^|\/)\.\.(\/|$)/.test(words))
          throw new PluginError('malformed-input', `moved to ${words}`);
        return {
          ...({ type: 'file', uid: 0, gid: 0 } as const),
          ...{ path: `${folder}/${place}/${path === 'moved' ? words : path}`, mode: mode & 0o777, content, mtime },
        };
      }),
    );
    return { entries, bundled: [] };
  },
};

/** The smallest plugin for projects that keeps every law. */
export const toyProject = (): ProjectPlugin => ({
  api: 1,
  kind: 'project',
  ecosystem: 'toy',
  version: '1',
  registries: toyRegistries,
  naming: toyNaming,
  versions: toyProjectVersions,
  releases: toyReleases,
  dependencies: toyLocks,
  artifacts: toyLockedFiles,
  install: toyPlaces,
});
