import type { ContentStore } from '@quench/ports';
import type { LayerRecord } from './layer-cache.js';
import type { PackageFacts } from './layer-job.js';
import { MAX_FACTS_BYTES, readFacts } from './package-facts.js';
import type { KeyedLayer } from './package-layers.js';

/** Of written facts, which take some times that in memory: those of hundreds of packages. */
const MAX_KNOWN_BYTES = 8 * 1024 * 1024;

interface Known {
  readonly facts: readonly PackageFacts[];
  readonly bytes: number;
}

/** What merging needs to know of layers' packages. Images have most of them in common: what is named by one digest is read once. */
export class KnownFacts {
  private readonly known = new Map<string, Known>();
  private bytes = 0;

  constructor(
    private readonly store: ContentStore,
    private readonly maxBytes = MAX_KNOWN_BYTES,
  ) {}

  /** @throws IntegrityFault `content-missing`, `content-corrupt` where they have to be read */
  async of(
    { layer: { packages } }: Pick<KeyedLayer, 'layer'>,
    { facts }: LayerRecord,
  ): Promise<readonly PackageFacts[]> {
    if (facts === undefined) return [];
    // Facts do not name their packages.
    const key = [facts, ...packages].join(' ');
    const known = this.known.get(key) ?? (await this.read(facts, packages));
    this.keep(key, known);
    return known.facts;
  }

  private async read(facts: NonNullable<LayerRecord['facts']>, packages: readonly string[]): Promise<Known> {
    const bytes = await this.store.read(facts, { maxBytes: MAX_FACTS_BYTES });
    return { facts: readFacts(bytes, packages), bytes: bytes.byteLength };
  }

  /** The ones that were not asked for the longest go first. */
  private keep(key: string, one: Known): void {
    this.drop(key);
    this.known.set(key, one);
    this.bytes += one.bytes;
    for (const oldest of this.known.keys()) {
      if (this.bytes <= this.maxBytes) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.bytes -= this.known.get(key)?.bytes ?? 0;
    this.known.delete(key);
  }
}
