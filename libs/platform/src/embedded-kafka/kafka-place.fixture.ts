import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from '../data-directory/data-directory.js';
import { sourceFlags } from '../keeper/keeper-process.js';
import { readKeeperState, type ReadyState } from '../keeper/keeper-state.js';
import { processesIn } from '../keeper/leftovers.js';
import type { BrokerPlace } from '@quench/testing';
import { type EmbeddedKafka, ensureKafka, stopKafka } from './index.js';
import { brokerFiles, type BrokerFiles, kafkaFiles, type KafkaFiles } from './kafka-files.js';

/** A data directory for one spec, in a private folder, with spaces in its path. */
export class KafkaPlace {
  private readonly children: ChildProcess[] = [];

  private constructor(
    readonly folder: string,
    readonly data: string,
    readonly files: KafkaFiles,
  ) {}

  static async make(): Promise<KafkaPlace> {
    const folder = await mkdtemp(join(tmpdir(), 'quench kafka '));
    const data = join(folder, 'data directory');
    return new KafkaPlace(folder, data, kafkaFiles(await DataDirectory.open(data)));
  }

  get broker(): BrokerFiles {
    return brokerFiles(this.files, 1);
  }

  ensure(lingerMs = 0): Promise<EmbeddedKafka> {
    return ensureKafka({ data: this.data, log: () => undefined, lingerMs });
  }

  /** Another process that uses the broker until it is killed. @returns it, and what it was told once it has been */
  user(uid = process.getuid?.()): { readonly child: ChildProcess; readonly kafka: Promise<BrokerPlace> } {
    const program = `process.umask(0o077);
      const { ensureKafka } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
      const kafka = await ensureKafka({ data: ${JSON.stringify(this.data)}, log() {}, lingerMs: 0 });
      console.log(JSON.stringify(kafka));
      setInterval(() => {}, 1e6);`;
    const node = [process.execPath, ...sourceFlags(import.meta.url), '--input-type=module', '--eval', program];
    const other = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...node];
    const [first = '', ...rest] = uid === process.getuid?.() ? node : other;
    const env = { PATH: process.env['PATH'] ?? '' };
    const child = spawn(first, rest, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.children.push(child);
    return { child, kafka: firstLine(child) };
  }

  async ready(): Promise<ReadyState & { readonly broker: number }> {
    const found = await readKeeperState(this.files.state);
    if (found?.phase !== 'ready') throw new Error(`The keeper is ${String(found?.phase)}`);
    return { ...found, broker: found.pids[0] ?? 0 };
  }

  noProcess(): boolean {
    return processesIn(this.files.folder).length + processesIn(this.broker.folder).length === 0;
  }

  async clear(): Promise<void> {
    for (const child of this.children) child.kill('SIGKILL');
    await stopKafka({ data: this.data });
    if (!this.noProcess()) throw new Error(`A process is left in ${this.data}`);
    await rm(this.folder, { recursive: true });
  }
}

function firstLine(child: ChildProcess): Promise<BrokerPlace> {
  let said = '';
  const line = new Promise<BrokerPlace>((resolve, reject) => {
    child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    child.stdout?.once('data', (text: Buffer) => {
      resolve(JSON.parse(text.toString()) as BrokerPlace);
    });
    child.on('exit', () => {
      reject(new Error(`The user ended: ${said}`));
    });
  });
  // Not everybody who kills a user waits for its word.
  line.catch(() => undefined);
  return line;
}

/** Waits until something holds that may take a few starts of a broker on a busy machine. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_400; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain: ${what}`);
}
