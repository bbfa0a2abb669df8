import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMITS = { timeout: 300_000, maxBuffer: 64 * 1024 * 1024 };

/** What apt would install: `name version`, sorted; undefined when it refuses. */
export type AptAnswer = readonly string[] | undefined;

/** The machine's apt on an empty system of its own, fed index texts that somebody else verified. Uses no network. */
export class AptReference {
  private constructor(
    private readonly root: string,
    private readonly aptGet: string,
  ) {}

  /** @param packages texts of `Packages`, in the order in which apt shall read them */
  static async start(aptGet: string, packages: readonly Uint8Array[]): Promise<AptReference> {
    const root = await mkdtemp(join(tmpdir(), 'quench-apt-'));
    const folders = ['lists/partial', 'cache/archives/partial', 'etc/apt.conf.d', 'etc/preferences.d'];
    for (const folder of folders) await mkdir(join(root, folder), { recursive: true });
    const sources: string[] = [];
    for (const [number, text] of packages.entries()) {
      const folder = join(root, `suite-${number}`);
      await mkdir(folder);
      await writeFile(join(folder, 'Packages'), text);
      sources.push(`deb [trusted=yes] file:${folder} ./\n`);
    }
    await writeFile(join(root, 'status'), '');
    await writeFile(join(root, 'etc/sources.list'), sources.join(''));
    await writeFile(join(root, 'apt.conf'), configuration(root));
    const reference = new AptReference(root, aptGet);
    await reference.apt('update');
    // Writes the cache that all later calls read.
    await reference.apt('-s', 'install', 'libc6');
    return reference;
  }

  /** As `apt-get -s` prints it, which also orders the steps: slow. */
  async simulate(names: readonly string[]): Promise<AptAnswer> {
    const stdout = await this.ask('-s', ...names);
    return stdout === undefined ? undefined : sorted(stdout.matchAll(/^Inst (\S+) \((\S+) /gm));
  }

  /** The same decision, printed as the files that apt would fetch. */
  async install(names: readonly string[]): Promise<AptAnswer> {
    const stdout = await this.ask('--print-uris', ...names);
    return stdout === undefined ? undefined : sorted(stdout.matchAll(/^'[^']*' ([^_ ]+)_([^_ ]+)_\S+\.deb /gm));
  }

  private async ask(...args: readonly string[]): Promise<string | undefined> {
    try {
      return (await this.apt('install', '-qq', '--no-install-recommends', ...args)).stdout;
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  async stop(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  private apt(...args: readonly string[]): Promise<{ stdout: string }> {
    const env = { PATH: process.env['PATH'], APT_CONFIG: join(this.root, 'apt.conf'), LC_ALL: 'C' };
    return run(this.aptGet, [...args], { ...LIMITS, env });
  }
}

/** 100 is apt's own refusal. No `instanceof`: in a test the errors of Node's modules are of another realm. */
const isRefusal = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 100;

/** apt writes the colon of an epoch as `%3a` in file names. */
const sorted = (matches: Iterable<RegExpMatchArray>): readonly string[] =>
  [...matches].map(([, name, version = '']) => `${name} ${decodeURIComponent(version)}`).sort();

/** Everything that apt reads or writes is below the root; nothing of the machine's own configuration counts. */
const configuration = (root: string): string => `Dir "${root}";
Dir::State "${root}";
Dir::State::lists "${root}/lists";
Dir::State::status "${root}/status";
Dir::Cache "${root}/cache";
Dir::Etc "${root}/etc";
Dir::Etc::sourceparts "/dev/null";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "";
APT::AutoRemove::RecommendsImportant "true";
Acquire::Languages "none";
`;
