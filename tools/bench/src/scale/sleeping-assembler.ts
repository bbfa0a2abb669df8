import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '@quench/kernel';
import { codecVersion } from '@quench/platform/image-assembly';
import { ImageAssembler, type Assembly, type AssemblyRequest, type ContentStore } from '@quench/ports';

/** The only layer of all: nobody looks into it. */
const LAYER = Buffer.from('no layer');

/** Takes a fixed time for every image instead of the processor. */
export class SleepingAssembler extends ImageAssembler {
  override readonly codecVersion = codecVersion;
  /** What the next images take. */
  sleepMs = 0;

  constructor(private readonly content: ContentStore) {
    super();
  }

  override async assemble({ plan }: AssemblyRequest, { signal }: { readonly signal: AbortSignal }): Promise<Assembly> {
    const { digest, size: sizeBytes } = await this.content.write(LAYER);
    await sleep(this.sleepMs, undefined, { signal });
    const layers = plan.map((planned) => ({ ...planned, digest, diffId: sha256(LAYER), sizeBytes }));
    const cost = { wallMs: this.sleepMs, cpuMs: 0, layersBuilt: plan.length, layersReused: 0 };
    return { layers, mtime: 1_700_000_000, bundled: [], cost, diverged: [] };
  }
}
