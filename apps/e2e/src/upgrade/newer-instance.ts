import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { freePort } from '@quench/testing';
import { program } from '../factory/quench.js';
import { waitFor } from '../factory/wait-for.js';

/** Only what is here is compiled as it is loaded; the libraries are those of the product. */
const COMPILED = ['--use-system-ca', '--import', '@swc-node/register/esm-register'];

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** What Node is given to run a builder whose images have the format after today's. */
export const NEWER_FORMAT: readonly string[] = [...COMPILED, here('./newer-builder.program.ts')];

const NEWER_EVENTS = [...COMPILED, '--import', here('./newer-events.hook.ts')];

/** What Node is given to run a service to which an event has a version after today's. */
export const newerEvents = (service: string): readonly string[] => [
  ...NEWER_EVENTS,
  here(`../../../${service}/dist/main.js`),
];

/** The command line to which an event has a version after today's. */
export const newerQuench: readonly string[] = [...NEWER_EVENTS, ...program.slice(-1)];

/** One process of a newer version, beside those of a cluster. */
export class NewerInstance {
  private constructor(
    /** Tells it to leave, and answers with what code it did. */
    readonly stop: () => Promise<number | null>,
  ) {}

  /**
   * Resolves when it is ready.
   * @param data absolute path of the cluster's data directory
   * @param instance such as `builder.11`
   * @param node options and program
   * @param port where it answers others; a free one that they do not know by default
   */
  static async start(data: string, instance: string, node: readonly string[], port?: number): Promise<NewerInstance> {
    port ??= await freePort();
    const [service = ''] = instance.split('.');
    const place = ['--config', join(data, 'cluster', `${service}.json`), '--instance', instance];
    const child = spawn(execPath, [...node, ...place, '--port', String(port)], {
      env: { ...env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
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
    return new NewerInstance(() => {
      child.kill('SIGTERM');
      return ended;
    });
  }
}
