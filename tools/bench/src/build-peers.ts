import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LayerAssembler, WorkerPool } from '@quench/platform/image-assembly';
import { createPluginHost, PluginEcosystems } from '@quench/platform/plugin-host';
import { TarLayers, UnpackedRoots } from '@quench/platform/sandbox';
import { deb } from '@quench/plugin-deb';
import type { Peer } from './bench.js';
import { contentOf, type BuildInputs } from './inputs.js';
import { runProgram } from './run-program.js';

const BUILDAH = '/usr/bin/buildah';

/** Other programs that make an image of the same files. */
export class BuildPeers {
  private readonly buildah: { readonly seconds: number; readonly cpuSeconds: number }[] = [];

  private constructor(
    private readonly work: string,
    private readonly tree: string | undefined,
  ) {}

  /** Unpacks the image's own tree, for peers that copy one. */
  static async open(folder: string, inputs: string): Promise<BuildPeers> {
    const work = await mkdtemp(join(folder, 'peers-'));
    const usable = existsSync(BUILDAH) && process.getuid?.() === 0;
    return new BuildPeers(work, usable ? await unpacked(folder, work, inputs) : undefined);
  }

  get wall(): readonly Peer[] {
    return this.peers(({ seconds }) => seconds);
  }

  get cpu(): readonly Peer[] {
    return this.peers(({ cpuSeconds }) => cpuSeconds);
  }

  /** One run of each, beside one of ours. */
  async run(say: (line: string) => void): Promise<void> {
    if (this.tree === undefined) return say('buildah is not installed, or this is not root');
    const storage = [
      '--root',
      join(this.work, 'storage'),
      '--runroot',
      join(this.work, 'run'),
      '--storage-driver',
      'vfs',
    ];
    const buildah = (...args: string[]) => runProgram([BUILDAH, ...storage, ...args], { cwd: this.work });
    const from = await buildah('from', 'scratch');
    const name = from.stdout.trim();
    const copy = await buildah('copy', name, this.tree, '/');
    const commit = await buildah('commit', '--quiet', name, `oci-archive:${join(this.work, 'image.tar')}`);
    const steps = [from, copy, commit];
    this.buildah.push({
      seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
      cpuSeconds: steps.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    });
    await buildah('rm', name);
    await rm(join(this.work, 'image.tar'));
  }

  private peers(of: (run: { readonly seconds: number; readonly cpuSeconds: number }) => number): readonly Peer[] {
    return this.buildah.length === 0 ? [] : [{ name: 'buildah (copy, commit)', samples: this.buildah.map(of) }];
  }

  close(): Promise<void> {
    return rm(this.work, { recursive: true, force: true });
  }
}

async function unpacked(folder: string, work: string, file: string): Promise<string> {
  const inputs = JSON.parse(await readFile(file, 'utf8')) as BuildInputs;
  const content = contentOf(folder);
  const plugin = deb();
  const host = await createPluginHost({ plugin, content, cacheDirectory: join(folder, 'derived') });
  const module = { specifier: import.meta.resolve('@quench/plugin-deb'), exported: 'deb' };
  const executor = new WorkerPool({ size: 2, plugins: [module] });
  const ecosystems = new PluginEcosystems([{ plugin, host }]);
  const cacheDirectory = join(work, 'layers');
  const assembler = new LayerAssembler({ store: content, ecosystems, executor, cacheDirectory });
  const signal = new AbortController().signal;
  const { layers } = await assembler.assemble({ ...inputs, cache: 'use' }, { signal });
  await executor.close();
  await host.close();
  const roots = new UnpackedRoots(join(work, 'roots'), new TarLayers(content), 1);
  const digests = layers.map(({ digest }) => digest as `sha256:${string}`);
  return (await roots.hold(digests, { kind: 'real' }, [])).path;
}
