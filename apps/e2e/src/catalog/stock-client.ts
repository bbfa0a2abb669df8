import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { removeFolder } from '@quench/testing';

/** What is attested of an image and of each child. */
export const ATTESTATIONS = [
  'slsaprovenance1',
  'spdxjson',
  'cyclonedx',
  'https://in-toto.io/attestation/test-result/v0.1',
] as const;

const run = promisify(execFile);
const HANG_MS = 300_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** A home for clients that nobody here wrote: they find no settings in it and leave nothing outside. */
export class ClientHome {
  private constructor(readonly path: string) {}

  static async create(): Promise<ClientHome> {
    const path = await mkdtemp(join(tmpdir(), 'quench-clients-'));
    await writeFile(join(path, 'config.json'), '{}');
    return new ClientHome(path);
  }

  /** What a client writes to its standard output; it must end with 0. */
  async call(client: { readonly path: string }, ...args: readonly string[]): Promise<string> {
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.path,
      TUF_ROOT: this.path,
      DOCKER_CONFIG: this.path,
      // Otherwise skopeo and podman look for a login of whoever runs the tests.
      REGISTRY_AUTH_FILE: join(this.path, 'config.json'),
      TMPDIR: this.path,
      SYFT_CHECK_FOR_APP_UPDATE: 'false',
    };
    const { stdout } = await run(client.path, args, { env, timeout: HANG_MS, maxBuffer: MAX_OUTPUT_BYTES });
    return stdout;
  }

  /** Writes a file of the home; answers its path. */
  async write(name: string, content: string): Promise<string> {
    await mkdir(dirname(join(this.path, name)), { recursive: true });
    await writeFile(join(this.path, name), content);
    return join(this.path, name);
  }

  async remove(): Promise<void> {
    await removeFolder(this.path);
  }
}
