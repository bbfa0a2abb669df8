import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildPeer, Took } from './build-peer.js';
import { runProgram } from './run-program.js';

/**
 * buildah, given the finished tree of the image: it copies it, and commits it as an OCI layout. Left to itself it commits
 * the layer as it is, which is less than we do; with compression it makes the same kind of result.
 */
export class BuildahPeer implements BuildPeer {
  private readonly storage: readonly string[];

  /** @param work a folder of its own */
  constructor(
    private readonly program: string,
    private readonly tree: string,
    private readonly work: string,
  ) {
    const folders = ['--root', join(work, 'storage'), '--runroot', join(work, 'run')];
    this.storage = [...folders, '--storage-driver', 'vfs'];
  }

  async run(): Promise<readonly Took[]> {
    const from = await this.buildah('from', 'scratch');
    const name = from.stdout.trim();
    const copy = await this.buildah('copy', name, this.tree, '/');
    const commit = (how: string, to: string) =>
      this.buildah('commit', '--quiet', how, name, `oci:${join(this.work, to)}`);
    const plain = await commit('--disable-compression=true', 'plain');
    const gzip = await commit('--disable-compression=false', 'gzip');
    await this.buildah('rm', name);
    for (const layout of ['plain', 'gzip']) await rm(join(this.work, layout), { recursive: true });
    const took = (label: string, last: Omit<Took, 'name'>): Took => ({
      name: label,
      seconds: from.seconds + copy.seconds + last.seconds,
      cpuSeconds: from.cpuSeconds + copy.cpuSeconds + last.cpuSeconds,
    });
    return [took('buildah (copy, commit with gzip)', gzip), took('buildah (copy, commit, no compression)', plain)];
  }

  private buildah(...args: readonly string[]) {
    return runProgram([this.program, ...this.storage, ...args], { cwd: this.work });
  }
}
