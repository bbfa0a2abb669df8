import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./reader.main.ts', import.meta.url));

/** How a command line ended, and what it said. */
interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Jest's own options are not for the program. */
const surroundings = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_OPTIONS: undefined });

type Child = ChildProcessByStdio<Writable, Readable, null>;

/**
 * A process that runs command lines of the program one after the other, started at the first one: to load the program
 * takes many times as long as to look something up.
 */
export class Reader {
  private child: Child | undefined;
  private answered = Promise.withResolvers<string>();
  private last: Promise<unknown> = Promise.resolve();

  /**
   * @param flags of Node
   * @param hangMs after which a command line, and its process, is given up
   */
  constructor(
    private readonly flags: readonly string[],
    private readonly hangMs: number,
  ) {}

  /** @throws Error when the process ended before it answered */
  ask(args: readonly string[]): Promise<Said> {
    const answer = this.last.then(() => this.next(args));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  async close(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }

  private async next(args: readonly string[]): Promise<Said> {
    const child = (this.child ??= this.start());
    this.answered = Promise.withResolvers();
    const giveUp = setTimeout(() => child.kill('SIGKILL'), this.hangMs);
    try {
      child.stdin.write(`${JSON.stringify({ args, env: surroundings() })}\n`);
      return JSON.parse(await this.answered.promise) as Said;
    } finally {
      clearTimeout(giveUp);
    }
  }

  private start(): Child {
    const stdio = ['pipe', 'pipe', 'inherit'] as ['pipe', 'pipe', 'inherit'];
    const child = spawn(process.execPath, [...this.flags, main], { stdio, env: surroundings() });
    createInterface({ input: child.stdout }).on('line', (line) => this.answered.resolve(line));
    // That it ended is told by `close`.
    child.stdin.on('error', () => undefined);
    child.once('close', () => {
      this.child = undefined;
      this.answered.reject(new Error('The process that runs command lines ended before it answered'));
    });
    return child;
  }
}
