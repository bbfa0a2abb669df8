import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopPostgres } from '@quench/platform/embedded-postgres';
import { promised } from './promised.js';
import { Reader } from './reader.js';

const main = fileURLToPath(new URL('../../../quench/dist/main.js', import.meta.url));
const FLAGS = ['--use-system-ca', '--disable-warning=ExperimentalWarning'];

/** The program, to be started with arguments. */
export const program: readonly string[] = [process.execPath, ...FLAGS, main];

/** Even a whole catalog from a far archive takes a tenth of this. */
const HANG_MS = 900_000;

/** How a command ended, and what it said. */
export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that goes on. */
export interface Started {
  readonly process: ChildProcess;
  /** What it has said so far, on both streams. */
  said(): string;
  readonly ended: Promise<Answer>;
}

/** One factory's data directory, and the program that works on it, as a person would call it. */
export class Quench {
  private readonly running = new Set<ChildProcess>();
  private readonly reader = new Reader(FLAGS, HANG_MS);

  private constructor(
    /** The data directory. */
    readonly data: string,
    private readonly config: string | undefined,
  ) {}

  /** @param config path of a configuration file */
  static async create(config?: string): Promise<Quench> {
    return new Quench(await mkdtemp(join(tmpdir(), 'quench e2e ')), config);
  }

  /** Runs one command to its end. */
  async run(...args: readonly string[]): Promise<Answer> {
    const started = this.start(...args);
    const giveUp = setTimeout(() => started.process.kill('SIGKILL'), HANG_MS);
    const answer = await started.ended;
    clearTimeout(giveUp);
    if (answer.code === null) {
      throw new Error(
        `quench ${args.join(' ')} was killed, after ${String(HANG_MS)} ms if by this test:\n${started.said()}`,
      );
    }
    return answer;
  }

  /** The answer of a command that must go well, as data in the shape that is promised for it. */
  async json<T>(...args: readonly string[]): Promise<T> {
    return dataOf<T>(args, await this.run(...args, '--json'));
  }

  /**
   * As `json`, for commands that only look something up: one process runs them all. What is asked again and again until
   * it holds would otherwise take the processors from what it waits for.
   */
  async ask<T>(...args: readonly string[]): Promise<T> {
    return dataOf<T>(args, await this.reader.ask([...args, '--json', ...this.place()]));
  }

  /** Starts a command that goes on. */
  start(...args: readonly string[]): Started {
    // Jest's own options are not for the program.
    const env = { ...process.env, NODE_OPTIONS: undefined };
    const child = spawn(process.execPath, [...FLAGS, main, ...args, ...this.place()], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    this.running.add(child);
    let [out, err, said] = ['', '', ''];
    child.stdout.on('data', (chunk: Buffer) => ([out, said] = [out + chunk.toString(), said + chunk.toString()]));
    child.stderr.on('data', (chunk: Buffer) => ([err, said] = [err + chunk.toString(), said + chunk.toString()]));
    const ended = new Promise<Answer>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        this.running.delete(child);
        resolve({ code, out, err });
      });
    });
    return { process: child, said: () => said, ended };
  }

  private place(): readonly string[] {
    return ['--data', this.data, ...(this.config === undefined ? [] : ['--config', this.config])];
  }

  /** Ends what still runs, and removes the data directory. */
  async remove(): Promise<void> {
    const left = [...this.running].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of this.running) child.kill('SIGKILL');
    await Promise.all([...left, this.reader.close()]);
    // The database outlives the commands for a while; it would write into what is being removed.
    await stopPostgres({ data: this.data });
    await rm(this.data, { recursive: true, force: true });
  }
}

function dataOf<T>(args: readonly string[], { code, out, err }: Answer): T {
  if (code !== 0) throw new Error(`quench ${args.join(' ')} ended with ${String(code)}:\n${err}\n${out}`);
  const answer: unknown = JSON.parse(out);
  promised(args, answer);
  return answer as T;
}
