import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@quench/platform/keeper';
import { waitFor } from '../factory/wait-for.js';
import { DASHBOARDS } from './dashboards.js';

/** One series of an answer. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  /** `NaN` where it says so. */
  readonly value: number;
}

/** What is asked for and what it says, as often as a test needs it. */
const EVERY = '1s';

/** A Prometheus on loopback with the rules that Quench ships. */
export class Prometheus {
  private constructor(
    private readonly folder: string,
    private readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param program path of `prometheus`  @param ports of the services that it is to ask */
  static async start(program: string, ports: readonly number[]): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'quench prometheus '));
    await cp(DASHBOARDS, folder, { recursive: true });
    for (const file of ['prometheus.yaml', 'quench.rules.yaml']) {
      const text = await readFile(join(folder, file), 'utf8');
      await writeFile(join(folder, file), text.replaceAll(/(interval: )\d+s/g, `$1${EVERY}`));
    }
    const targets = ports.map((port) => `127.0.0.1:${String(port)}`);
    await writeFile(join(folder, 'quench.targets.json'), JSON.stringify([{ targets }]));
    const address = `127.0.0.1:${String(await freePort(undefined))}`;
    const child = spawn(
      program,
      [
        `--config.file=${join(folder, 'prometheus.yaml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
      ],
      { stdio: 'ignore' },
    );
    const prometheus = new Prometheus(folder, `http://${address}`, child);
    await waitFor('Prometheus', async () => ((await fetch(`http://${address}/-/ready`)).ok ? true : undefined));
    return prometheus;
  }

  /** The answer to an expression now. @throws Error with what is wrong with the expression */
  async ask(expr: string): Promise<readonly Sample[]> {
    const { result } = await this.data<{ readonly result: readonly Answer[] }>(
      `query?query=${encodeURIComponent(expr)}`,
    );
    return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  /** Every rule, with what went wrong when it was evaluated, and `unknown` before it has been. */
  async rules(): Promise<readonly { readonly name: string; readonly health: string; readonly lastError?: string }[]> {
    const { groups } = await this.data<{
      readonly groups: readonly { readonly rules: Awaited<ReturnType<Prometheus['rules']>> }[];
    }>('rules');
    return groups.flatMap(({ rules }) => rules);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    if (this.child.kill()) await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  private async data<T>(question: string): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1/${question}`);
    const body = (await answer.json()) as { readonly status: string; readonly error?: string; readonly data: T };
    if (body.status !== 'success') throw new Error(`Prometheus says of ${question}: ${body.error ?? 'nothing'}`);
    return body.data;
  }
}

interface Answer {
  readonly metric: Sample['metric'];
  readonly value: readonly [number, string];
}
