import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArchiveKey, sharedArchiveKey } from './archive-key.js';
import { type ArchiveFault, ArchiveServer } from './archive-server.js';
import { buildDeb, type MiniPackage } from './deb-file.js';
import { type Arm64, type PooledPackage, suiteFiles, type SuiteNames } from './release-file.js';

/** What changes with a new state of a suite. */
export interface MiniRelease {
  /** Added; a package of the same name is replaced. */
  readonly put?: readonly MiniPackage[];
  /** Names. */
  readonly remove?: readonly string[];
  /** Default: a minute after the last one; the first is dated yesterday. */
  readonly date?: Date;
  /** Default: seven days after the date. `never` leaves the field out. */
  readonly validUntil?: Date | 'never';
  /** Default: by the suite's name, `Debian` or `Debian-Security`. */
  readonly label?: string;
  readonly origin?: string;
  /** What it has for arm64 too: the word, signed indexes that are not there, or indexes, empty ones; nothing unless said. */
  readonly arm64?: Arm64 | undefined;
  /** Signed as the text of the index in place of its own. */
  readonly text?: string;
  /** Default: the archive's key. */
  readonly key?: ArchiveKey;
}

/** An added archive as Quench's configuration has it. */
export interface MiniArchiveConfiguration {
  readonly ecosystem: string;
  readonly base: string;
  readonly suites: readonly string[];
  readonly keyFile: string;
  readonly fingerprint: string;
}

/** By path on the server. */
interface Files {
  readonly current: Map<string, Uint8Array>;
  readonly previous: Map<string, Uint8Array>;
}

interface State {
  readonly packages: readonly PooledPackage[];
  readonly date: Date;
}

/**
 * A generated Debian-style archive with real packages and real signatures, served over 127.0.0.1 from memory. Suites
 * appear when first published: `trixie`, `trixie-updates` below `/debian/`, `trixie-security` below `/debian-security/`.
 *
 *     const archive = await MiniArchive.start();
 *     await archive.publish('trixie', { put: [{ name: 'hello', version: '1', files: { 'usr/bin/hello': '…' } }] });
 *     createPluginHost({ …, configuration: { archives: archive.configuration(), client: NO_CLIENT } });
 *     archive.misbehave('forged');
 *     await archive.close();
 */
export class MiniArchive {
  private readonly suites = new Map<string, State>();

  private constructor(
    readonly key: ArchiveKey,
    private readonly folder: string,
    private readonly files: Files,
    private readonly server: ArchiveServer,
  ) {}

  static async start(options: { readonly key?: ArchiveKey } = {}): Promise<MiniArchive> {
    const key = options.key ?? (await sharedArchiveKey());
    const files: Files = { current: new Map(), previous: new Map() };
    const server = await ArchiveServer.start({
      current: (path) => files.current.get(path),
      previous: (path) => files.previous.get(path) ?? files.current.get(path),
    });
    const archive = new MiniArchive(key, await mkdtemp(join(tmpdir(), 'mini-archive-')), files, server);
    await writeFile(archive.keyFile, key.publicKey);
    return archive;
  }

  /** Publishes a new state of a suite. */
  async publish(suite: string, release: MiniRelease = {}): Promise<void> {
    const last = this.suites.get(suite);
    const date = release.date ?? nextDate(last?.date);
    const packages = this.nextPackages(suite, last?.packages ?? [], release);
    const built = suiteFiles(namesOf(suite, release), packages, {
      date,
      validUntil: validUntil(release, date),
      text: release.text,
      arm64: release.arm64,
    });
    const folder = `${root(suite)}dists/${suite}/`;
    for (const [path, bytes] of built.files) this.files.current.set(folder + path, bytes);
    const inRelease = this.files.current.get(`${folder}InRelease`);
    if (inRelease !== undefined) this.files.previous.set(`${folder}InRelease`, inRelease);
    const signed = await (release.key ?? this.key).sign(built.release, date);
    this.files.current.set(`${folder}InRelease`, Buffer.from(signed));
    this.suites.set(suite, { packages, date });
  }

  /** From now on until told otherwise. Undefined: behaves. */
  misbehave(fault: ArchiveFault | undefined): void {
    this.server.fault = fault;
  }

  /** The paths asked for so far. */
  get requests(): readonly string[] {
    return this.server.requests;
  }

  /** `http://127.0.0.1:…/debian/` or `…/debian-security/`. */
  base(suite = 'trixie'): string {
    return this.server.origin + root(suite);
  }

  /** Armoured. */
  get keyFile(): string {
    return join(this.folder, 'archive.asc');
  }

  /** An added archive per base, for Quench's configuration. */
  configuration(): readonly MiniArchiveConfiguration[] {
    const suites = [...this.suites.keys()];
    return [...new Set(suites.map((suite) => this.base(suite)))].map((base) => ({
      ecosystem: 'deb',
      base,
      suites: suites.filter((suite) => this.base(suite) === base),
      keyFile: this.keyFile,
      fingerprint: this.key.fingerprint,
    }));
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private nextPackages(suite: string, last: readonly PooledPackage[], release: MiniRelease): readonly PooledPackage[] {
    const added = (release.put ?? []).map(pooled);
    for (const { path, deb } of added) this.files.current.set(root(suite) + path, deb);
    const gone = new Set([...(release.remove ?? []), ...added.map(({ made }) => made.name)]);
    return [...last.filter(({ made }) => !gone.has(made.name)), ...added];
  }
}

const root = (suite: string): string => (suite.endsWith('-security') ? '/debian-security/' : '/debian/');

const namesOf = (suite: string, { origin, label }: MiniRelease): SuiteNames => ({
  origin: origin ?? 'Debian',
  label: label ?? (suite.endsWith('-security') ? 'Debian-Security' : 'Debian'),
  suite,
});

const DAY_MS = 24 * 60 * 60 * 1000;

const nextDate = (last: Date | undefined): Date =>
  last === undefined ? new Date(Date.now() - DAY_MS) : new Date(last.getTime() + 60_000);

const validUntil = (release: MiniRelease, date: Date): Date | undefined =>
  release.validUntil === 'never' ? undefined : (release.validUntil ?? new Date(date.getTime() + 7 * DAY_MS));

function pooled(made: MiniPackage): PooledPackage {
  const file = `${made.name}_${made.version.replace(/^\d+:/, '')}_${made.architecture ?? 'all'}.deb`;
  return { made, deb: buildDeb(made), path: `pool/main/${made.name.slice(0, 1)}/${made.name}/${file}` };
}
