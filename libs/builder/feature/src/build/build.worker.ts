import { build, type BuildCommand } from '@quench/builder-domain';
import { buildStream, lineIn, lineKey, type BuildEvent, type LockDocument } from '@quench/contracts';
import { fold, IntegrityFault, Rejection, TransientFault, type Appended } from '@quench/kernel';
import {
  causeOf,
  Clock,
  EventStore,
  followContext,
  handle,
  workContext,
  WorkQueue,
  VersionConflict,
  type Claim,
  type CommandContext,
  type Completion,
  type LeftToOthers,
  type Moot,
  type Stream,
  type Tx,
  type Worker,
} from '@quench/ports';
import { PluginError } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { OwnFormats } from '../lock/own-formats.js';
import { BuildRecipe } from './build-recipe.js';
import { LineImage, type WholeImage } from './line-image.js';
import { RecipeLocks, type RecipeLine } from './recipe-locks.js';

const notWanted: Moot = { moot: 'not-wanted: no image of the catalog is locked to this recipe' };

/** Builds the recipe that the key names, once, and asks for the images that wait for it. */
@Injectable()
export class BuildWorker implements Worker {
  readonly kind = 'build';
  /** A build that finds its layers made waits for disks most of the time; what makes layers is shared by all builds. */
  readonly concurrency = 2;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 5;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly queue: WorkQueue,
    private readonly formats: OwnFormats,
    private readonly recipes: BuildRecipe,
    private readonly locks: RecipeLocks,
    private readonly images: LineImage,
  ) {}

  async work(claim: Claim, signal: AbortSignal): Promise<Completion | Moot | LeftToOthers> {
    const recipe = claim.key;
    const known = await this.store.read<BuildEvent>(buildStream(recipe));
    const lines = await this.locks.lines(recipe);
    const images = lines.map(({ key, row }) => ({ kind: 'image', key, fairKey: row.image }));
    // A line that is locked to it meanwhile asks for this build once more.
    if (fold(build, known.events).built !== undefined) return (tx) => this.queue.enqueue(images, claim, tx);
    const lock = await this.locks.lock(lines);
    if (lock === undefined) return notWanted;
    const formats = await this.formats.of(recipe);
    const { age, text } = formats;
    if (age === 'newer') return { leftToOthers: `format-newer: the recipe ${recipe}: ${text}` };
    if (age === 'older') return (tx) => this.lockAgain(claim, lock, tx);
    const target = { stream: buildStream(recipe), decider: build };
    const context = (part: string) => workContext({ service: 'builder', claim, at: this.clock.now(), part });
    const start: BuildCommand = { type: 'Start', recipe, attempt: claim.attempt, fence: claim.fence };
    const started = await handle(this.store, { ...target, known }, start, context('start'));
    const invocation = context('build').commandId;
    const command = await this.built(claim, signal, () =>
      this.recipes.build({ recipe, formats, lock, cache: 'use', invocation, signal }),
    );
    const image = await this.image(command, lines);
    return async (tx) => {
      const own = { ...target, known: after(known, started), tx };
      const told = await handle(this.store, own, command, context('built'));
      for (const event of told.filter(({ type }) => type === 'builder.ManifestBuilt.v1')) {
        const ofImage = followContext(context('image'), event, 'image');
        if (!(await this.isRecorded(image, ofImage, tx))) await this.queue.enqueue(images, causeOf(event), tx);
      }
    };
  }

  /**
   * The image of a line that alone waits for the recipe, and for nothing else. Of one whose work for it was given up none: asked
   * for, that lives again.
   */
  private async image(command: BuildCommand, [one, ...others]: readonly RecipeLine[]): Promise<WholeImage | undefined> {
    if (command.type !== 'RecordManifest' || one === undefined || others.length > 0) return undefined;
    try {
      const state = (await this.queue.states('image', [one.key])).get(one.key);
      if (state === 'dead' || state === 'dropped' || !(await this.locks.isOfCatalog(one.row))) return undefined;
      return await this.images.whole(lineIn(one.row), command.data);
    } catch {
      // The manifest is a fact all the same: work for the image comes to the same fault, and tells it.
      return undefined;
    }
  }

  /** A line that moves while its image is recorded takes nothing from the manifest: work for the image finds out. */
  private async isRecorded(image: WholeImage | undefined, context: CommandContext, tx: Tx): Promise<boolean> {
    if (image === undefined) return false;
    try {
      await this.images.record(image, context, tx);
      return true;
    } catch (fault) {
      if (fault instanceof VersionConflict || fault instanceof IntegrityFault) return false;
      throw fault;
    }
  }

  /** What an older version locked and did not build gets a revision that we can build. */
  private async lockAgain(claim: Claim, lock: LockDocument, tx: Tx): Promise<string> {
    const wanted = { kind: 'lock', key: lineKey(lock), fairKey: lock.image };
    await this.queue.enqueue([wanted], claim, tx);
    return 'format-older: an older version locked it, so the image is locked once more';
  }

  /** A stop says nothing about the recipe; a mistake of ours is no fact either, and dies in the queue. */
  private async built(
    { key: recipe, attempt }: Claim,
    signal: AbortSignal,
    run: () => ReturnType<BuildRecipe['build']>,
  ): Promise<BuildCommand> {
    try {
      return { type: 'RecordManifest', data: (await run()).manifest };
    } catch (error) {
      if (signal.aborted) throw error;
      const expected = error instanceof Rejection || error instanceof IntegrityFault || error instanceof PluginError;
      if (expected) return { type: 'RecordFailure', data: { recipe, code: error.code, detail: error.message } };
      if (!(error instanceof TransientFault) || attempt < this.maxAttempts) throw error;
      const { code, message: detail } = error;
      return { type: 'Abandon', data: { recipe, attempts: attempt, code, detail } };
    }
  }
}

const after = ({ events, version }: Stream<BuildEvent>, more: readonly Appended<BuildEvent>[]): Stream<BuildEvent> => ({
  events: [...events, ...more],
  version: version + more.length,
});
