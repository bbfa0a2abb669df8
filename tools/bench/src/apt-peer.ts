import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program.js';

const APT_GET = '/usr/bin/apt-get';

/** The machine's apt on an empty system of its own, over the very index texts that we read. Uses no network. */
export class AptPeer {
  private constructor(private readonly root: string) {}

  /**
   * @param root an empty folder, which {@link close} removes
   * @param packages texts of `Packages`, in the order in which apt shall read them
   */
  static async open(root: string, packages: readonly Uint8Array[]): Promise<AptPeer> {
    const folders = ['lists/partial', 'cache/archives/partial', 'etc/apt.conf.d', 'etc/preferences.d'];
    for (const folder of folders) await mkdir(join(root, folder), { recursive: true });
    const sources: string[] = [];
    for (const [number, text] of packages.entries()) {
      const folder = join(root, `suite-${String(number)}`);
      await mkdir(folder);
      await writeFile(join(folder, 'Packages'), text);
      sources.push(`deb [trusted=yes] file:${folder} ./\n`);
    }
    await writeFile(join(root, 'status'), '');
    await writeFile(join(root, 'etc/sources.list'), sources.join(''));
    await writeFile(join(root, 'apt.conf'), configuration(root));
    const peer = new AptPeer(root);
    await peer.apt(['update']);
    // Writes the cache that all later calls read.
    await peer.apt(['-s', 'install', 'base-files']);
    return peer;
  }

  /** Milliseconds for one set, refused or not: a process that opens the cache, resolves and orders the steps. */
  async simulate(names: readonly string[]): Promise<number> {
    const { seconds } = await this.apt(['-s', '-qq', 'install', '--no-install-recommends', ...names]);
    return seconds * 1000;
  }

  close(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  private apt(args: readonly string[]) {
    const env = { APT_CONFIG: join(this.root, 'apt.conf'), LC_ALL: 'C' };
    return runProgram([APT_GET, ...args], { cwd: this.root, env, mayFail: true });
  }
}

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
Acquire::Languages "none";
`;
