import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hex, isDigest, sha256, type Digest } from '@quench/kernel';
import type { Checksums, HeldFile } from '@quench/plugin-sdk';
import type { ContentStore } from '@quench/ports';
import { fulfils } from './checksums.js';

/**
 * Finds held content by other checksums than its sha256: a file for each set of checksums names the content that had
 * them. Nothing is believed of it but where to look; deleting the folder costs another download.
 */
export class HeldFiles {
  /** @param folder undefined: what has no sha256 among its checksums is never found */
  constructor(
    private readonly content: ContentStore,
    private readonly folder: string | undefined,
  ) {}

  /** Content with all of the checksums, at most `maxBytes` large. */
  async find(checksums: Checksums, maxBytes: number): Promise<HeldFile | undefined> {
    const digest = checksums.find((checksum) => isDigest(checksum)) ?? (await this.noted(checksums));
    const held = digest === undefined ? undefined : await this.content.stat(digest);
    if (held === undefined || checksums.every((checksum) => checksum === held.digest)) return held;
    if (held.size > maxBytes) return undefined;
    return fulfils(await this.content.read(held.digest, { maxBytes }), checksums) ? held : undefined;
  }

  async note(checksums: Checksums, { digest }: HeldFile): Promise<void> {
    if (this.folder === undefined || checksums.some((checksum) => isDigest(checksum))) return;
    const path = pathIn(this.folder, checksums);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomUUID()}`;
    await writeFile(temporary, digest, { mode: 0o600 });
    await rename(temporary, path);
  }

  private async noted(checksums: Checksums): Promise<Digest | undefined> {
    if (this.folder === undefined) return undefined;
    const text = await readFile(pathIn(this.folder, checksums), 'utf8').catch(() => '');
    return isDigest(text) ? text : undefined;
  }
}

function pathIn(folder: string, checksums: Checksums): string {
  const name = hex(sha256([...checksums].sort().join(' ')));
  return join(folder, 'held', name.slice(0, 2), name.slice(2));
}
