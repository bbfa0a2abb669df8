import { build, defaultLine, headLocks, type HeadLockRow } from '@quench/builder-domain';
import { buildStream, lineKey, type BuildEvent, type LockDocument } from '@quench/contracts';
import { commandId, fold, Rejection, type Actor } from '@quench/kernel';
import { Documents, Clock, EventStore, handle, ReadModels, requestContext } from '@quench/ports';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { BuildRecipe } from './build-recipe.js';

export interface Rebuilt {
  readonly platform: string;
  readonly recipe: string;
  readonly published: string;
  readonly rebuilt: string;
  readonly equal: boolean;
  /** Layers that the cache had wrong, by the digest that it claimed. They are replaced. */
  readonly planted: readonly string[];
}

/** Builds the head of an image once more, from its inputs only, and compares. */
export class RebuildImage extends Command<readonly Rebuilt[]> {
  constructor(
    readonly image: string,
    readonly options: { readonly idempotencyKey: string; readonly actor: Actor; readonly signal: AbortSignal },
  ) {
    super();
  }
}

@CommandHandler(RebuildImage)
export class RebuildImageHandler implements ICommandHandler<RebuildImage> {
  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly recipes: BuildRecipe,
  ) {}

  /** @throws Rejection `image-unknown`, `not-built-yet`, `format-not-supported` */
  async execute({ image, options }: RebuildImage): Promise<readonly Rebuilt[]> {
    const row = await this.models.get<HeadLockRow>(headLocks.name, lineKey(defaultLine(image)));
    if (row === undefined || row.lock === '') {
      throw new Rejection('image-unknown', `No locked image "${image}". See: quench image list`);
    }
    const lock = await this.documents.read<LockDocument>(row.lock);
    const results: Rebuilt[] = [];
    for (const { recipe } of row.recipes) results.push(await this.rebuild(recipe, lock, options));
    return results;
  }

  private async rebuild(recipe: string, lock: LockDocument, options: RebuildImage['options']): Promise<Rebuilt> {
    const target = { stream: buildStream(recipe), decider: build };
    const { events } = await this.store.read<BuildEvent>(target.stream);
    const published = fold(build, events).built;
    if (published === undefined) {
      throw new Rejection('not-built-yet', `${lock.image}: the recipe ${recipe} has not been built yet`);
    }
    const id = commandId('rebuild', options.idempotencyKey, recipe);
    const request = { recipe, lock, cache: 'bypass', invocation: id, signal: options.signal } as const;
    const { manifest: data, planted } = await this.recipes.build(request);
    const context = requestContext({ id, actor: options.actor, at: this.clock.now() });
    await handle(this.store, target, { type: 'RecordManifest', data, planted }, context);
    const { platform, manifest } = data;
    return {
      platform,
      recipe,
      published: published.manifest,
      rebuilt: manifest,
      equal: manifest === published.manifest,
      planted: planted.map(({ claimed }) => claimed),
    };
  }
}
