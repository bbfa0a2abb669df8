import { build, lock } from '@quench/builder-domain';
import {
  buildStream,
  lockStream,
  type BuildEvent,
  type BuiltPlatform,
  type ImageBuilt,
  type ImageLine,
  type LockEvent,
  type ManifestBuilt,
} from '@quench/contracts';
import { fold } from '@quench/kernel';
import { ContentStore, EventStore, handle, type CommandContext, type Stream, type Tx } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { IndexOfManifests } from './index-of-manifests.js';

/** Of an index; it names a manifest for each platform. */
const MAX_INDEX_BYTES = 1_000_000;

/** The image of a head lock whose manifests all exist, not recorded yet. */
export interface WholeImage {
  readonly data: ImageBuilt;
  readonly known: Stream<LockEvent>;
}

/** Puts the image of a line's head lock together. */
@Injectable()
export class LineImage {
  constructor(
    private readonly store: EventStore,
    private readonly content: ContentStore,
    private readonly indexes: IndexOfManifests,
  ) {}

  /**
   * The image, whose index is written; undefined while a manifest is missing, and where it was recorded already.
   * @param fresh a manifest that is about to be recorded, and in no log yet: nothing of a head that does not name its recipe
   * @throws IntegrityFault `content-missing`, `document-malformed`
   */
  async whole(line: ImageLine, fresh?: ManifestBuilt): Promise<WholeImage | undefined> {
    const known = await this.store.read<LockEvent>(lockStream(line));
    const { recipes, revision, built: index } = fold(lock, known.events);
    if (fresh !== undefined && recipes.every(({ recipe }) => recipe !== fresh.recipe)) return undefined;
    const built = await Promise.all(
      recipes.map(({ recipe }) => (recipe === fresh?.recipe ? fresh : this.manifest(recipe))),
    );
    const all = built.flatMap((manifest) => (manifest === undefined ? [] : [manifest]));
    if (all.length === 0 || all.length < recipes.length || index !== undefined) return undefined;
    return { data: await this.image(line, revision, all), known };
  }

  /** Nothing where the line has another head by now. */
  async record({ data, known }: WholeImage, context: CommandContext, tx: Tx): Promise<void> {
    const target = { stream: lockStream(data), decider: lock, known, tx };
    await handle(this.store, target, { type: 'CompleteImage', data }, context);
  }

  private async manifest(recipe: string): Promise<ManifestBuilt | undefined> {
    const { events } = await this.store.read<BuildEvent>(buildStream(recipe));
    return fold(build, events).built;
  }

  private async image(line: ImageLine, revision: number, built: readonly ManifestBuilt[]): Promise<ImageBuilt> {
    const index = await this.indexes.of(built);
    await this.content.write(index.bytes, { expected: index.digest, maxBytes: MAX_INDEX_BYTES });
    return {
      ...line,
      revision,
      index: index.digest,
      platforms: built.map(platformOf),
      sizeBytes: Math.max(...built.map(sizeOf)),
    };
  }
}

const sizeOf = ({ layers }: ManifestBuilt): number => layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

const platformOf = ({ platform, recipe, manifest, provenance }: ManifestBuilt): BuiltPlatform => ({
  platform,
  recipe,
  manifest,
  provenance,
});
