import { IntegrityFault } from '@quench/kernel';
import type { Prepared, RunExit, RunRequest } from '@quench/ports';
import { copyFolder } from './copy-folder.js';
import { descendants } from './host-pid.js';
import type { SandboxedProcess } from './sandboxed-process.js';

/** The writable folders of a sandbox whose own program never starts: a program beside it has filled them. */
export class FilledFolders implements Prepared {
  private constructor(
    readonly exit: RunExit,
    private readonly waiting: SandboxedProcess,
  ) {}

  /** Runs the program to its end, and ends whatever it left running. */
  static async fill(waiting: SandboxedProcess, { argv, limits }: RunRequest): Promise<FilledFolders> {
    try {
      const exit = await waiting.exec(argv, { timeoutMs: limits.timeoutMs });
      for (const pid of descendants(waiting.pid)) kill(pid);
      return new FilledFolders(exit, waiting);
    } catch (fault) {
      await end(waiting);
      throw fault;
    }
  }

  /**
   * Copies the folders into those of a sandbox that waits for the word to start.
   * @param pid of its program; @param user as of `copyFolder`, whose faults it throws, too
   * @throws IntegrityFault `runner-incomplete` for what another runner made
   */
  static async copy({ prepared, tmpfs }: RunRequest, pid: number, user: readonly string[]): Promise<void> {
    if (prepared === undefined) return;
    if (!(prepared instanceof FilledFolders)) {
      throw new IntegrityFault('runner-incomplete', 'The folders were filled by another runner');
    }
    for (const { path } of tmpfs) await copyFolder(path, rootOf(prepared.waiting.pid), rootOf(pid), user);
  }

  discard(): Promise<void> {
    return end(this.waiting);
  }
}

const rootOf = (pid: number): string => `/proc/${String(pid)}/root`;

async function end(waiting: SandboxedProcess): Promise<void> {
  waiting.kill();
  // How it ended tells nothing of what was asked.
  await waiting.exited.catch(() => undefined);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
