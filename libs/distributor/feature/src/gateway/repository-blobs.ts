import type { PublishedRow } from '@quench/distributor-domain';
import { IntegrityFault } from '@quench/kernel';
import type { PublishedManifests } from './published-manifests.js';

/**
 * Which blobs the manifests of one repository name, and where those lie. A manifest is looked into once: what was published stays so.
 * Images come before what is signed for them, whose packs are opened only for what is in none of the images.
 */
export class RepositoryBlobs {
  /** By blob, the pack that it may lie in; empty where it lies by itself. */
  private readonly packs = new Map<string, string>();
  private readonly looked = new Set<string>();
  /** Who asks waits for whoever asked before, and finds what that one found. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rows: () => Promise<readonly PublishedRow[]>,
    private readonly manifests: PublishedManifests,
  ) {}

  /**
   * The pack of a blob; undefined unless a manifest names it.
   * @throws IntegrityFault of a manifest that cannot be looked into, where no other one names the blob
   */
  async packOf(blob: string): Promise<string | undefined> {
    const known = this.packs.get(blob);
    if (known !== undefined) return known;
    const found = this.last.then(() => this.packs.get(blob) ?? this.look(blob));
    this.last = found.catch(() => undefined);
    return found;
  }

  private async look(blob: string): Promise<string | undefined> {
    const unread = (await this.rows()).filter((row) => !this.looked.has(row.digest));
    let first: IntegrityFault | undefined;
    for (const together of groups(unread)) {
      try {
        await this.take(together);
      } catch (fault) {
        if (!(fault instanceof IntegrityFault)) throw fault;
        first ??= fault;
      }
      if (this.packs.has(blob)) return this.packs.get(blob);
    }
    if (first !== undefined) throw first;
    return undefined;
  }

  private async take(rows: readonly PublishedRow[]): Promise<void> {
    for (const row of rows) {
      const { blobs } = await this.manifests.get(row);
      for (const blob of blobs) if (!this.packs.has(blob)) this.packs.set(blob, row.packed);
      this.looked.add(row.digest);
    }
  }
}

/** What can be looked into by itself: each manifest that lies so, then each pack. */
function groups(rows: readonly PublishedRow[]): readonly (readonly PublishedRow[])[] {
  const loose: (readonly PublishedRow[])[] = [];
  const packs = new Map<string, PublishedRow[]>();
  for (const row of rows) {
    const together = packs.get(row.packed);
    if (row.packed === '') loose.push([row]);
    else if (together === undefined) packs.set(row.packed, [row]);
    else together.push(row);
  }
  return [...loose, ...packs.values()];
}
