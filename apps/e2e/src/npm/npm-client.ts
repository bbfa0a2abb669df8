import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const THREE_MINUTES = 180_000;

/** A platform, as npm's options name it. */
export interface ClientPlatform {
  readonly cpu: string;
  readonly libc: string;
}

/** What npm itself makes of projects, configured as it is on this machine. */
export class NpmClient {
  /** @param folder where projects are copied to */
  constructor(private readonly folder: string) {}

  /** A copy of a project with a lock file of another version. */
  async project(source: string, name: string, lockfileVersion: 2 | 3): Promise<string> {
    const folder = `${this.folder}/${name}-${String(lockfileVersion)}`;
    await cp(source, folder, { recursive: true });
    await this.npm(folder, ['install', '--package-lock-only', `--lockfile-version=${String(lockfileVersion)}`]);
    return folder;
  }

  /** Installs what the project runs with. */
  async install(folder: string, { cpu, libc }: ClientPlatform): Promise<void> {
    await this.npm(folder, ['ci', '--omit=dev', '--os=linux', `--cpu=${cpu}`, `--libc=${libc}`]);
  }

  private async npm(folder: string, words: readonly string[]): Promise<void> {
    const always = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    // Modes depend on the umask, and a test cannot set its own.
    const shell = ['-c', 'umask 022 && exec npm "$@"', 'npm', ...words, ...always];
    const env = { ...process.env, NODE_OPTIONS: '', npm_config_omit_lockfile_registry_resolved: 'true' };
    await run('sh', shell, { cwd: folder, env, timeout: THREE_MINUTES });
  }
}
