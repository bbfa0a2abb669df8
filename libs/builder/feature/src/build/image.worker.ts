import { build, lock } from '@quench/builder-domain';
import {
  buildStream,
  lineOf,
  lockStream,
  type BuildEvent,
  type BuiltPlatform,
  type ImageBuilt,
  type ImageLine,
  type LockEvent,
  type ManifestBuilt,
} from '@quench/contracts';
import { fold } from '@quench/kernel';
import {
  Clock,
  ContentStore,
  EventStore,
  handle,
  NOTHING,
  workContext,
  type Claim,
  type Completion,
  type Moot,
  type Worker,
} from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines } from '../catalog/accepted-lines.js';
import { retired } from '../retired.js';
import { IndexOfManifests } from './index-of-manifests.js';

/** Of an index; it names a manifest for each platform. */
const MAX_INDEX_BYTES = 1_000_000;

/** Puts the image of a line's head lock together once all its manifests exist. */
@Injectable()
export class ImageWorker implements Worker {
  readonly kind = 'image';
  readonly concurrency = 2;
  readonly leaseMs = 60_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly store: EventStore,
    private readonly lines: AcceptedLines,
    private readonly clock: Clock,
    private readonly content: ContentStore,
    private readonly indexes: IndexOfManifests,
  ) {}

  async work(claim: Claim): Promise<Completion | Moot> {
    const line = lineOf(claim.key);
    if ((await this.lines.get(line)) === undefined) return retired(line);
    const known = await this.store.read<LockEvent>(lockStream(line));
    const head = fold(lock, known.events);
    const built = await Promise.all(head.recipes.map(({ recipe }) => this.manifest(recipe)));
    const whole = built.flatMap((manifest) => (manifest === undefined ? [] : [manifest]));
    // The manifest that is still missing will ask again.
    if (whole.length === 0 || whole.length < head.recipes.length || head.built !== undefined) return NOTHING;
    const data = await this.image(line, head.revision, whole);
    const context = workContext({ service: 'builder', claim, at: this.clock.now(), part: 'image' });
    return async (tx) => {
      const target = { stream: lockStream(line), decider: lock, known, tx };
      await handle(this.store, target, { type: 'CompleteImage', data }, context);
    };
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
