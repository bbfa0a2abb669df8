import { Rejection, sha256, TransientFault } from '@quench/kernel';
import {
  PluginError,
  type HeldFile,
  type Host,
  type ProjectLink,
  type ProjectPlugin,
  type ProjectResolution,
  type Release,
  type Step,
} from '@quench/plugin-sdk';
import { ProjectEcosystems, type ContentStore, type ProjectEcosystem } from '@quench/ports';

const BASE = 'https://registry.example/';

/** What a spec may say of a release besides. */
interface MoreOfRelease {
  readonly state?: Release['state'];
  /** RFC 3339 in UTC. */
  readonly publishedAt?: string;
  /** What the file is made of, where it is not what the registry names. */
  readonly forged?: string;
  /** What the file is made of, by what the registry names it. */
  readonly content?: string;
}

/** What a lock file of its projects says, `lock.json`. */
export interface ToyLock {
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly path: string;
    readonly program?: { readonly path: string; readonly target: string };
  }[];
  readonly links?: readonly ProjectLink[];
}

/** A registry of packages in memory, to which specs publish. Its ecosystem calls itself `npm`. */
export class ToyRegistry extends ProjectEcosystems {
  override readonly names = ['npm'];
  /** Whether nobody answers. */
  down = false;
  /** How it answers for files, which may be elsewhere: it may be down there, or have none of them yet. */
  files: 'well' | 'down' | 'missing' = 'well';
  /** Whether its plugin takes any text for a range: one of another version may not take what was accepted. */
  ranges = true;
  /** How often a list was asked for. */
  listed = 0;
  /** How often a file was fetched. */
  fetched = 0;
  private readonly lists = new Map<string, Release[]>();
  private readonly held = new Map<string, Uint8Array>();

  constructor(private readonly content: ContentStore) {
    super();
  }

  /** Versions are numbers with dots, and a `-` before what they are a prerelease of. */
  publish(name: string, version: string, more: MoreOfRelease = {}): void {
    const { state = 'current', forged, content = `${name} ${version}`, publishedAt } = more;
    const bytes = Buffer.from(content);
    const url = `${BASE}${name}-${version}.tgz`;
    this.held.set(url, forged === undefined ? bytes : Buffer.from(forged));
    const file = state === 'withdrawn' ? undefined : { url, checksums: [sha256(bytes)] as const };
    const others = (this.lists.get(name) ?? []).filter((one) => one.version !== version);
    this.lists.set(name, [...others, { version, publishedAt, state, file }]);
  }

  override get(ecosystem: string): ProjectEcosystem {
    if (ecosystem === 'npm') return { plugin: this.plugin, host: async () => this.host };
    throw new Rejection('ecosystem-unknown', `No plugin is listed for packages of "${ecosystem}". Listed: npm.`);
  }

  private readonly host = {
    registries: [{ base: BASE, details: {} }],
    store: (artifact) => this.store(artifact.url),
    read: (digest, options) => this.content.read(digest, options),
    fulfils: (bytes, checksums) => checksums.every((checksum) => checksum === sha256(bytes)),
  } satisfies Pick<Host, 'registries' | 'store' | 'read' | 'fulfils'> as unknown as Host;

  private async store(url: string): Promise<HeldFile | undefined> {
    if (this.down || this.files === 'down') throw unreachable();
    const bytes = this.held.get(url);
    if (bytes === undefined || this.files === 'missing') return undefined;
    this.fetched += 1;
    return this.content.write(bytes);
  }

  /** @param text of a lock file: {@link ToyLock} as JSON */
  private resolve(text: string): ProjectResolution {
    if (text === '') throw new PluginError('malformed-input', 'The project has no lock.json.');
    const { packages, links = [] } = JSON.parse(text) as ToyLock;
    const dependencies = packages.map(({ name, version, path, program }) => {
      const found = this.lists.get(name)?.find((release) => release.version === version);
      return {
        ...({ purl: `pkg:npm/${name}@${version}`, name, version, registry: undefined, requiredBy: undefined } as const),
        ...{ checksums: found?.file?.checksums ?? ([sha256('gone')] as const), url: found?.file?.url },
        places: [{ path, programs: program === undefined ? [] : [{ ...program, kind: 'program' } as const] }],
      };
    });
    return { dependencies, bundled: [], links };
  }

  private readonly plugin = {
    api: 1,
    kind: 'project',
    ecosystem: 'npm',
    version: '1',
    naming: {
      describe: ({ name, version }) => `pkg:npm/${name}${version === undefined ? '' : `@${version}`}`,
      parse: (purl) => ({ name: decodeURIComponent(purl.slice('pkg:npm/'.length)) }),
    },
    versions: {
      order: (versions) => [...versions].sort(),
      classify: stepOf,
      isPrerelease: (version) => version.includes('-'),
      parts: (version) => version.split(/[.-]/).map(Number),
      matching: (versions, constraint) => {
        if (this.ranges && /^\d+(\.\d+)*$/.test(constraint))
          return versions.filter((one) => `${one}.`.startsWith(`${constraint}.`));
        throw new PluginError('malformed-input', `"${constraint}" is no range of npm.`);
      },
    },
    releases: {
      list: async (purl) => {
        this.listed += 1;
        if (this.down) throw unreachable();
        const releases = this.lists.get(purl.slice('pkg:npm/'.length));
        if (releases === undefined) throw new PluginError('not-found', `The registry knows no package ${purl}.`);
        return { releases, complete: true };
      },
    },
    dependencies: {
      manifests: ['package.json', 'lock.json'],
      resolve: async (project) => this.resolve(project.get('lock.json') ?? ''),
    },
    artifacts: {
      locate: async (dependencies) =>
        dependencies.map(({ purl, checksums, url = '' }) => ({ purl, url, checksums, maxBytes: 1_000_000 })),
      verify: async ({ purl, checksums }, file, host) => {
        const bytes = await host.read(file.digest, { maxBytes: file.size });
        if (host.fulfils(bytes, checksums)) return checksums.map((by) => ({ kind: 'registry-digest', by }) as const);
        throw new PluginError('not-authentic', `${file.digest} is not ${purl}.`);
      },
    },
    install: { filterVersion: 1, entries: () => Promise.reject(new PluginError('unsupported', 'Nothing is unpacked')) },
  } satisfies Omit<ProjectPlugin, 'registries'> as unknown as ProjectPlugin;
}

/** By the first of the numbers that differs. */
function stepOf(from: string, to: string): Step {
  const [was, is] = [from, to].map((version) => version.split('.').map((part) => Number.parseInt(part, 10)));
  const at = is?.findIndex((number, index) => number !== was?.[index]) ?? -1;
  if (at < 0) return 'same';
  return (is?.[at] ?? 0) < (was?.[at] ?? 0) ? 'backwards' : ((['major', 'minor'] as const)[at] ?? 'patch');
}

const unreachable = (): TransientFault => new TransientFault('registry-unreachable', 'The registry does not answer');
