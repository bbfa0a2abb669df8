/** One build in a process of its own: `build.subject.js FOLDER INPUTS cold|hot|one`. Answers one line of JSON. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { imageDocuments } from '@quench/builder-domain';
import { LayerAssembler, WorkerPool } from '@quench/platform/image-assembly';
import { createPluginHost, OpenedProjects, PluginEcosystems } from '@quench/platform/plugin-host';
import { deb } from '@quench/plugin-deb';
import { contentOf, withoutOne, type BuildInputs } from './inputs.js';

/** What one build took. */
export interface BuildAnswer {
  readonly ms: number;
  /** Of all threads. */
  readonly cpuMs: number;
  readonly peakMB: number;
}

async function build(folder: string, inputs: BuildInputs, kind: string): Promise<BuildAnswer> {
  const content = contentOf(folder);
  const cacheDirectory = await mkdtemp(join(folder, 'layers-'));
  const plugin = deb();
  const host = await createPluginHost({ plugin, content, cacheDirectory: join(folder, 'derived') });
  const module = { specifier: import.meta.resolve('@quench/plugin-deb'), exported: 'deb' };
  const executor = new WorkerPool({ size: availableParallelism(), plugins: [module] });
  const ecosystems = new PluginEcosystems([{ plugin, host }]);
  const assembler = new LayerAssembler({
    store: content,
    ecosystems,
    projects: new OpenedProjects([]),
    executor,
    cacheDirectory,
  });
  const once = async (what: BuildInputs): Promise<void> => {
    const assembly = await assembler.assemble({ ...what, cache: 'use' }, { signal: new AbortController().signal });
    const documents = imageDocuments(what.recipe, what.packages, assembly);
    for (const { bytes } of Object.values(documents)) await content.write(bytes);
  };
  try {
    if (kind !== 'cold') await once(kind === 'one' ? withoutOne(inputs) : inputs);
    const started = { at: performance.now(), cpu: process.cpuUsage() };
    await once(inputs);
    const cpu = process.cpuUsage(started.cpu);
    const ms = performance.now() - started.at;
    return { ms, cpuMs: (cpu.user + cpu.system) / 1000, peakMB: process.resourceUsage().maxRSS / 1024 };
  } finally {
    await executor.close();
    await host.close();
    await rm(cacheDirectory, { recursive: true });
  }
}

const [folder = '', file = '', kind = ''] = process.argv.slice(2);
const inputs = JSON.parse(await readFile(file, 'utf8')) as BuildInputs;
process.stdout.write(`${JSON.stringify(await build(folder, inputs, kind))}\n`);
