import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder that stands for the world outside: one file for each content that was pushed to a target. */
export class Registry {
  constructor(private readonly root: string) {}

  /** What was pushed to the target. */
  async digests(target: string): Promise<readonly string[]> {
    return readdir(join(this.root, target)).catch(() => []);
  }

  async push(target: string, digest: string, bytes: Uint8Array): Promise<void> {
    const incoming = join(this.root, '.incoming');
    await mkdir(join(this.root, target), { recursive: true });
    await mkdir(incoming, { recursive: true });
    const aside = join(incoming, `${digest}.${String(process.pid)}`);
    await writeFile(aside, bytes);
    await rename(aside, join(this.root, target, digest));
  }

  /** Those to which anything was pushed. */
  async targets(): Promise<readonly string[]> {
    await mkdir(this.root, { recursive: true });
    return (await readdir(this.root)).filter((name) => !name.startsWith('.'));
  }
}
