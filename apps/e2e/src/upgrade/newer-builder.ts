import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { freePort } from '@quench/testing';
import { waitFor } from '../factory/wait-for.js';

const PROGRAM = fileURLToPath(new URL('./newer-builder.program.ts', import.meta.url));
/** Only the program itself is compiled as it is loaded; the libraries are those of the product. */
const FLAGS = ['--use-system-ca', '--import', '@swc-node/register/esm-register'];

/** One process of the newer version, beside those of a cluster. */
export class NewerBuilder {
  private constructor(
    /** Tells it to leave, and answers with what code it did. */
    readonly stop: () => Promise<number | null>,
  ) {}

  /**
   * Resolves when it is ready.
   * @param data absolute path of the cluster's data directory
   */
  static async start(data: string, instance: string): Promise<NewerBuilder> {
    const port = await freePort();
    const place = ['--config', join(data, 'cluster', 'builder.json'), '--instance', instance, '--port', String(port)];
    const own = { ...env, NODE_OPTIONS: '' };
    const child = spawn(execPath, [...FLAGS, PROGRAM, ...place], { env: own, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4_000)));
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const ready = waitFor(`${instance} to be ready`, async () =>
      (await fetch(`http://127.0.0.1:${String(port)}/health/ready`)).ok ? true : undefined,
    );
    const tooEarly = ended.then((code) => {
      throw new Error(`${instance} ended with ${String(code)} before it was ready: ${said}`);
    });
    tooEarly.catch(() => undefined);
    await Promise.race([ready, tooEarly]).catch((fault: unknown) => {
      child.kill('SIGKILL');
      throw fault;
    });
    return new NewerBuilder(() => {
      child.kill('SIGTERM');
      return ended;
    });
  }
}
