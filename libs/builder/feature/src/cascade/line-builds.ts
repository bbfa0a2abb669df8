import { build, isUnanswered, type BuildState, type HeadLockRow } from '@quench/builder-domain';
import { buildStream, type BuildEvent } from '@quench/contracts';
import { fold } from '@quench/kernel';
import { EventStore, WorkQueue, type WorkState } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** `left`: a build or the image waits for others, since whoever claimed it cannot do it. */
export type LineBuildsState = 'failed' | 'left' | 'building';

type StateOfWork = WorkState | 'left';

/** What queue and events tell of one build. */
interface OneBuild {
  readonly work: StateOfWork | undefined;
  readonly state: BuildState;
}

/** And of all of one lock, and its image. */
interface BuildsOfLock {
  readonly image: StateOfWork | undefined;
  readonly builds: readonly OneBuild[];
}

/** Work that nobody goes on with until somebody asks again. */
const GIVEN_UP: ReadonlySet<StateOfWork | undefined> = new Set(['dead', 'dropped']);
/** Work that somebody goes on with, or others will. */
const OPEN: ReadonlySet<StateOfWork | undefined> = new Set(['queued', 'running', 'left']);

/** How far the builds of locks have come whose image is not recorded yet. */
@Injectable()
export class LineBuilds {
  constructor(
    private readonly store: EventStore,
    private readonly queue: WorkQueue,
  ) {}

  /** By the keys of their lines, as the locks are. */
  async states(locks: ReadonlyMap<string, HeadLockRow>): Promise<ReadonlyMap<string, LineBuildsState>> {
    if (locks.size === 0) return new Map();
    const recipes = [...new Set([...locks.values()].flatMap(recipesOf))];
    // In this order, since what ends a build and the wish for its image are one transaction: work for the image that was asked
    // about before may be what was given up for an earlier lock, and work that ended after its events were read looks failed.
    const works = await this.queue.states('build', recipes);
    const streams = await this.store.readMany<BuildEvent>(recipes.map(buildStream));
    const images = await this.queue.states('image', [...locks.keys()]);
    const oneBuild = (recipe: string): OneBuild => ({
      work: works.get(recipe),
      state: fold(build, streams.get(buildStream(recipe))?.events ?? []),
    });
    return new Map(
      [...locks].map(([line, lock]) => [
        line,
        stateOf({ image: images.get(line), builds: recipesOf(lock).map(oneBuild) }),
      ]),
    );
  }
}

const recipesOf = ({ recipes }: HeadLockRow): readonly string[] => recipes.map(({ recipe }) => recipe);

function stateOf({ image, builds }: BuildsOfLock): LineBuildsState {
  if (builds.some(isFailed)) return 'failed';
  // Before, it was given up for an earlier lock, and lives again with the last build, be it one that finds its manifest made.
  const isAskedFor = builds.every(({ work, state }) => state.built !== undefined && !OPEN.has(work));
  if (isAskedFor && GIVEN_UP.has(image)) return 'failed';
  const states = [image, ...builds.map(({ work }) => work)];
  const goesOn = states.some((state) => state === 'queued' || state === 'running');
  return states.includes('left') && !goesOn ? 'left' : 'building';
}

/** One that was given up is, although it may be built: that work was to ask for the image. */
const isFailed = ({ work, state }: OneBuild): boolean =>
  GIVEN_UP.has(work) || (!OPEN.has(work) && state.built === undefined && !isUnanswered(state));
