import { build, headLocks, type HeadLockRow } from '@quench/builder-domain';
import {
  buildStream,
  lineKey,
  lineName,
  type BuildEvent,
  type ImageLine,
  type LockDocument,
  type ManifestBuilt,
} from '@quench/contracts';
import { commandId, fold, Rejection, type Actor } from '@quench/kernel';
import { Documents, Clock, EventStore, handle, ReadModels, requestContext } from '@quench/ports';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { OwnFormats } from '../lock/own-formats.js';
import { BuildRecipe } from './build-recipe.js';
import { IndexOfManifests } from './index-of-manifests.js';

/** An image that was built once more. */
export interface RebuiltImage {
  /** Its name, and that of its line: `nodejs/22`. */
  readonly image: string;
  /** The index of the newest revision. */
  readonly published: string;
  /** The index of what was built now. */
  readonly rebuilt: string;
  readonly equal: boolean;
  readonly platforms: readonly RebuiltPlatform[];
}

/** One platform of it; published and rebuilt are manifests. */
export interface RebuiltPlatform {
  readonly platform: string;
  readonly recipe: string;
  readonly published: string;
  readonly rebuilt: string;
  readonly equal: boolean;
  /** Layers that the cache had wrong, by the digest that it claimed. They are replaced. */
  readonly planted: readonly string[];
}

/** Builds the head of a line once more, from its inputs only, and compares. */
export class RebuildImage extends Command<RebuiltImage> {
  constructor(
    readonly line: ImageLine,
    readonly options: { readonly idempotencyKey: string; readonly actor: Actor; readonly signal: AbortSignal },
  ) {
    super();
  }
}

/** A recipe that was built once more. */
interface Once {
  readonly built: ManifestBuilt;
  readonly compared: RebuiltPlatform;
}

@CommandHandler(RebuildImage)
export class RebuildImageHandler implements ICommandHandler<RebuildImage> {
  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly formats: OwnFormats,
    private readonly recipes: BuildRecipe,
    private readonly indexes: IndexOfManifests,
  ) {}

  /** @throws Rejection `image-unknown`, `not-built-yet`, `format-not-supported` */
  async execute({ line, options }: RebuildImage): Promise<RebuiltImage> {
    const row = await this.models.get<HeadLockRow>(headLocks.name, lineKey(line));
    const image = lineName(line);
    if (row === undefined || row.lock === '') {
      throw new Rejection('image-unknown', `No locked image "${image}". See: quench image list`);
    }
    const { index: published } = row;
    if (published === '') throw new Rejection('not-built-yet', `${image} has not been built yet`);
    const lock = await this.documents.read<LockDocument>(row.lock);
    const results: Once[] = [];
    for (const { recipe } of row.recipes) results.push(await this.rebuild(recipe, lock, options));
    const { digest: rebuilt } = await this.indexes.of(results.map(({ built }) => built));
    const platforms = results.map(({ compared }) => compared);
    return { image, published, rebuilt, equal: rebuilt === published, platforms };
  }

  private async rebuild(recipe: string, lock: LockDocument, options: RebuildImage['options']): Promise<Once> {
    const target = { stream: buildStream(recipe), decider: build };
    const { events } = await this.store.read<BuildEvent>(target.stream);
    const published = fold(build, events).built;
    if (published === undefined) {
      throw new Rejection('not-built-yet', `${lock.image}: the recipe ${recipe} has not been built yet`);
    }
    const id = commandId('rebuild', options.idempotencyKey, recipe);
    const formats = await this.formats.of(recipe);
    const request = { recipe, formats, lock, cache: 'bypass', invocation: id, signal: options.signal } as const;
    const { manifest: data, planted } = await this.recipes.build(request);
    const context = requestContext({ id, actor: options.actor, at: this.clock.now() });
    await handle(this.store, target, { type: 'RecordManifest', data, planted }, context);
    const { platform, manifest } = data;
    const compared = {
      platform,
      recipe,
      published: published.manifest,
      rebuilt: manifest,
      equal: manifest === published.manifest,
      planted: planted.map(({ claimed }) => claimed),
    };
    return { built: data, compared };
  }
}
