import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LayerAssembler, WorkerPool } from '@quench/platform/image-assembly';
import { createPluginHost, OpenedProjects, PluginEcosystems } from '@quench/platform/plugin-host';
import { TarLayers, UnpackedRoots } from '@quench/platform/sandbox';
import { deb } from '@quench/plugin-deb';
import type { Peer } from './bench.js';
import type { BuildPeer, Took } from './build-peer.js';
import { BuildahPeer } from './buildah-peer.js';
import { contentOf, type BuildInputs } from './inputs.js';
import { makeMirror } from './make-mirror.js';
import { MmdebstrapPeer } from './mmdebstrap-peer.js';

const BUILDAH = '/usr/bin/buildah';
const MMDEBSTRAP = '/usr/bin/mmdebstrap';

/** Other programs that make an image of the same packages or files, as far as they are installed. */
export class BuildPeers {
  private readonly took = new Map<string, Took[]>();

  private constructor(
    private readonly work: string,
    private readonly peers: readonly BuildPeer[],
  ) {}

  /** Makes what the peers read. @param say told which of them cannot run here */
  static async open(folder: string, file: string, say: (line: string) => void): Promise<BuildPeers> {
    const work = await mkdtemp(join(folder, 'peers-'));
    const inputs = JSON.parse(await readFile(file, 'utf8')) as BuildInputs;
    const peers: BuildPeer[] = [];
    const usable = (program: string): boolean => {
      const found = existsSync(program) && process.getuid?.() === 0;
      if (!found) say(`not compared with ${program}: it is not installed, or this is not root`);
      return found;
    };
    if (usable(BUILDAH)) {
      const own = join(work, 'buildah');
      await mkdir(own);
      peers.push(new BuildahPeer(BUILDAH, await unpacked(folder, work, inputs), own));
    }
    if (usable(MMDEBSTRAP)) {
      const [own, mirror] = [join(work, 'mmdebstrap'), join(work, 'mirror')];
      await mkdir(own);
      await makeMirror(folder, mirror, { names: inputs.asked, snapshots: inputs.snapshots });
      peers.push(new MmdebstrapPeer(MMDEBSTRAP, inputs.asked, mirror, own));
    }
    return new BuildPeers(work, peers);
  }

  get wall(): readonly Peer[] {
    return this.samples(({ seconds }) => seconds);
  }

  get cpu(): readonly Peer[] {
    return this.samples(({ cpuSeconds }) => cpuSeconds);
  }

  /** One run of each, beside one of ours. */
  async run(): Promise<void> {
    for (const peer of this.peers) {
      for (const took of await peer.run()) this.took.set(took.name, [...(this.took.get(took.name) ?? []), took]);
    }
  }

  private samples(of: (took: Took) => number): readonly Peer[] {
    return [...this.took].map(([name, runs]) => ({ name, samples: runs.map(of) }));
  }

  close(): Promise<void> {
    return rm(this.work, { recursive: true, force: true });
  }
}

/** The image's own tree, for a peer that copies one. */
async function unpacked(folder: string, work: string, inputs: BuildInputs): Promise<string> {
  const content = contentOf(folder);
  const plugin = deb();
  const host = await createPluginHost({ plugin, content, cacheDirectory: join(folder, 'derived') });
  const module = { specifier: import.meta.resolve('@quench/plugin-deb'), exported: 'deb' };
  const executor = new WorkerPool({ size: 2, plugins: [module] });
  const ecosystems = new PluginEcosystems([{ plugin, host }]);
  const cacheDirectory = join(work, 'layers');
  const assembler = new LayerAssembler({
    store: content,
    ecosystems,
    projects: new OpenedProjects([]),
    executor,
    cacheDirectory,
  });
  const signal = new AbortController().signal;
  const { layers } = await assembler.assemble({ ...inputs, cache: 'use' }, { signal });
  await executor.close();
  await host.close();
  const roots = new UnpackedRoots(join(work, 'roots'), new TarLayers(content), 1);
  const digests = layers.map(({ digest }) => digest as `sha256:${string}`);
  return (await roots.hold(digests, { kind: 'real' }, [])).path;
}
