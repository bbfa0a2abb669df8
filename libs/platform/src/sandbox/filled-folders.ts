import { setTimeout as sleep } from 'node:timers/promises';
import { IntegrityFault, TransientFault } from '@quench/kernel';
import type { Prepared, RunExit, RunRequest } from '@quench/ports';
import { copyFolder } from './copy-folder.js';
import { descendants, hasEnded } from './host-pid.js';
import type { SandboxedProcess } from './sandboxed-process.js';

/** So often is looked for what a program left running; each look kills what it finds. */
const LOOKS = 1_000;
const LOOK_AGAIN_MS = 5;

/** The writable folders of a sandbox whose own program never starts: a program beside it has filled them. */
export class FilledFolders implements Prepared {
  private constructor(
    readonly exit: RunExit,
    private readonly waiting: SandboxedProcess,
  ) {}

  /**
   * Runs the program to its end, and ends whatever it left running.
   * @throws TransientFault `sandbox-failed` for what does not end
   */
  static async fill(waiting: SandboxedProcess, { argv, limits }: RunRequest): Promise<FilledFolders> {
    try {
      const exit = await waiting.exec(argv, { timeoutMs: limits.timeoutMs });
      await endBelow(waiting.pid);
      return new FilledFolders(exit, waiting);
    } catch (fault) {
      await end(waiting);
      throw fault;
    }
  }

  /**
   * Copies the folders into those of a sandbox that waits for the word to start.
   * @param pid of its program; @param as of `copyFolder`, whose faults it throws, too
   * @throws IntegrityFault `runner-incomplete` for what another runner made; TransientFault `sandbox-failed` for folders that
   *   are there no more
   */
  static async copy({ prepared, tmpfs }: RunRequest, pid: number, as: Parameters<typeof copyFolder>[2]): Promise<void> {
    if (prepared === undefined) return;
    if (!(prepared instanceof FilledFolders)) {
      throw new IntegrityFault('runner-incomplete', 'The folders were filled by another runner');
    }
    for (const { path } of tmpfs) {
      const from = prepared.root();
      await copyFolder(path, { from, to: rootOf(pid) }, as);
    }
    // Its number may have become another one's meanwhile, with another root.
    prepared.root();
  }

  discard(): Promise<void> {
    return end(this.waiting);
  }

  private root(): string {
    if (!this.waiting.over) return rootOf(this.waiting.pid);
    throw new TransientFault('sandbox-failed', 'The sandbox whose folders were prepared is over, and they with it');
  }
}

const rootOf = (pid: number): string => `/proc/${String(pid)}/root`;

async function end(waiting: SandboxedProcess): Promise<void> {
  waiting.kill();
  // How it ended tells nothing of what was asked.
  await waiting.exited.catch(() => undefined);
}

/**
 * Ends all that is below a process. One that was made during a look is missed by it, and found by the next: there is none
 * when all that a look finds had ended before. What has ended stays, since the program that waits asks for none of its children.
 */
async function endBelow(ancestor: number): Promise<void> {
  const ended = new Set<number>();
  for (let look = 0; look < LOOKS; look += 1) {
    const left = descendants(ancestor).filter((pid) => !ended.has(pid));
    if (left.length === 0) return;
    for (const pid of left) {
      if (hasEnded(pid)) ended.add(pid);
      else kill(pid);
    }
    await sleep(LOOK_AGAIN_MS);
  }
  throw new TransientFault('sandbox-failed', 'What a program that prepares left running does not end');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
