import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@quench/testing';
import { waitFor } from '../factory/wait-for.js';

const program = fileURLToPath(new URL('../../dist/upgrade/newer-builder.program.js', import.meta.url));

/** One process of the newer version, beside those of a cluster. */
export class NewerBuilder {
  private constructor(
    private readonly said: () => string,
    /** Tells it to leave, and answers with what code it did. */
    readonly stop: () => Promise<number>,
  ) {}

  /** @param data absolute path of the cluster's data directory */
  static async start(data: string, instance: string): Promise<NewerBuilder> {
    const port = await freePort();
    const place = ['--config', join(data, 'cluster', 'builder.json'), '--instance', instance, '--port', String(port)];
    const child = spawn(process.execPath, ['--use-system-ca', program, ...place], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => lines.push(String(text)));
    const ended = once(child, 'exit');
    const builder = new NewerBuilder(
      () => lines.join(''),
      async () => {
        child.kill('SIGTERM');
        const [code] = (await ended) as [number | null];
        return code ?? -1;
      },
    );
    await waitFor(`${instance} to be ready; it said: ${builder.said()}`, async () =>
      (await fetch(`http://127.0.0.1:${String(port)}/health/ready`)).ok ? true : undefined,
    );
    return builder;
  }
}
