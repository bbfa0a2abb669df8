import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '../factory/wait-for.js';

/** How a program ended, and what it said on both streams. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** A program that runs. */
export interface RunningProgram {
  readonly process: ChildProcess;
  said(): string;
  readonly ended: Promise<Ended>;
}

/** A network with nothing but a loopback, so that every port of a fixed configuration is free in it. Made by root. */
export class OwnNetwork {
  private readonly running = new Set<RunningProgram>();

  private constructor(private readonly holder: ChildProcess) {}

  static async start(): Promise<OwnNetwork> {
    const up = 'ip link set lo up && exec sleep infinity';
    const holder = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--net', 'sh', '-c', up], { stdio: 'ignore' });
    const network = new OwnNetwork(holder);
    await waitFor('loopback', async () =>
      (await network.run(['cat', '/sys/class/net/lo/carrier']).ended).said.includes('1') ? true : undefined,
    );
    return network;
  }

  /** The file that names it. */
  get path(): string {
    return `/proc/${String(this.holder.pid)}/ns/net`;
  }

  /** Starts a program of this machine in it. */
  run(command: readonly string[], env: NodeJS.ProcessEnv = {}): RunningProgram {
    return this.start(['nsenter', `--net=${this.path}`, ...command], env);
  }

  /** Starts a program that knows by itself how to come in. */
  start([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): RunningProgram {
    const child = spawn(file, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => {
      this.running.delete(program);
      return { code: code as number | null, said };
    });
    const program: RunningProgram = { process: child, said: () => said, ended };
    this.running.add(program);
    return program;
  }

  /** What a URL answers with in it, as data. */
  async ask(url: string): Promise<unknown> {
    const program = `fetch(process.argv[1]).then((answer) => answer.text()).then((text) => process.stdout.write(text))`;
    const { code, said } = await this.run([process.execPath, '-e', program, url]).ended;
    if (code !== 0) throw new Error(`${url} does not answer: ${said}`);
    return JSON.parse(said);
  }

  async close(): Promise<void> {
    const left = [...this.running];
    for (const { process } of left) process.kill('SIGTERM');
    await Promise.all(left.map(({ ended }) => ended));
    this.holder.kill('SIGKILL');
  }
}
