import { build, isUnanswered, type BuildState, type HeadLockRow } from '@quench/builder-domain';
import { buildStream, type BuildEvent } from '@quench/contracts';
import { fold } from '@quench/kernel';
import { EventStore, WorkQueue, type WorkState } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** `left`: a build or the image waits for others, since whoever claimed it cannot do it. */
export type LineBuildsState = 'failed' | 'left' | 'building';

type StateOfWork = WorkState | 'left';

/** What queue and events tell of the builds of one lock. */
interface Told {
  readonly image: StateOfWork | undefined;
  readonly works: readonly (StateOfWork | undefined)[];
  readonly builds: readonly BuildState[];
}

/** Work that nobody goes on with until somebody asks again. */
const GIVEN_UP: ReadonlySet<StateOfWork | undefined> = new Set(['dead', 'dropped']);

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
    const images = await this.queue.states('image', [...locks.keys()]);
    const works = await this.queue.states('build', recipes);
    const streams = await this.store.readMany<BuildEvent>(recipes.map(buildStream));
    const stateOfBuild = (recipe: string): BuildState => fold(build, streams.get(buildStream(recipe))?.events ?? []);
    return new Map(
      [...locks].map(([line, lock]) => {
        const own = recipesOf(lock);
        const told = {
          image: images.get(line),
          works: own.map((one) => works.get(one)),
          builds: own.map(stateOfBuild),
        };
        return [line, stateOf(told)];
      }),
    );
  }
}

const recipesOf = ({ recipes }: HeadLockRow): readonly string[] => recipes.map(({ recipe }) => recipe);

function stateOf({ image, works, builds }: Told): LineBuildsState {
  if (works.some((state) => GIVEN_UP.has(state))) return 'failed';
  if (builds.some((state) => state.built === undefined && !isUnanswered(state))) return 'failed';
  // Before, it was given up for an earlier lock, and lives again with the last manifest.
  if (builds.every(({ built }) => built !== undefined) && GIVEN_UP.has(image)) return 'failed';
  const states = [image, ...works];
  const goesOn = states.some((state) => state === 'queued' || state === 'running');
  return states.includes('left') && !goesOn ? 'left' : 'building';
}
