import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../quench/dist/main.js', import.meta.url));
const FLAGS = ['--use-system-ca', '--disable-warning=ExperimentalWarning'];

export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One factory's data directory, and the program that works on it, as a person would call it. */
export class Quench {
  private constructor(
    readonly data: string,
    private readonly config: string | undefined,
  ) {}

  /** @param config path of a configuration file */
  static async create(config?: string): Promise<Quench> {
    return new Quench(await mkdtemp(join(tmpdir(), 'quench e2e ')), config);
  }

  /** Runs one command to its end. */
  run(...args: readonly string[]): Promise<Answer> {
    const child = this.start(...args);
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out, err }));
    });
  }

  /** The answer of a command that must go well, as data. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { code, out, err } = await this.run(...args, '--json');
    if (code !== 0) throw new Error(`quench ${args.join(' ')} ended with ${String(code)}:\n${err}\n${out}`);
    return JSON.parse(out) as T;
  }

  /** Starts a command that goes on. */
  start(...args: readonly string[]): ChildProcess {
    const config = this.config === undefined ? [] : ['--config', this.config];
    const { NODE_OPTIONS: _options, ...env } = process.env;
    return spawn(process.execPath, [...FLAGS, main, ...args, '--data', this.data, ...config], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
  }

  async remove(): Promise<void> {
    await rm(this.data, { recursive: true, force: true });
  }
}
