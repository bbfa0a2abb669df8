import {
  build,
  cascades,
  headLocks,
  isUnanswered,
  watchCascades,
  type CascadeRow,
  type HeadLockRow,
} from '@quench/builder-domain';
import { buildStream, lineKey, type BuildEvent } from '@quench/contracts';
import { fold, type Wanted } from '@quench/kernel';
import { Clock, enqueueMissing, EventStore, ReadModels, WorkQueue, type Resync } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines, type CatalogLine } from './catalog/accepted-lines.js';
import { DerivedLines } from './lock/derived-lines.js';
import { OwnFormats } from './lock/own-formats.js';

/** So many lines are looked at together. */
const TOGETHER = 100;

/** By the keys of lines. */
type Heads = ReadonlyMap<string, HeadLockRow>;

interface Known {
  readonly heads: Heads;
  /** Lines that a cascade will ask for. */
  readonly later: ReadonlySet<string>;
}

/**
 * Asks for locks of lines without one, with one of an older format, or on another lock than the head of the parent, for images of head locks without one, and for a look at
 * cascades that run. What could not be resolved is tried again: an archive that named a package and did not have it may have
 * it now, without any new snapshot. A version stream that has ended gets what it was locked to, and no new lock.
 */
@Injectable()
export class BuilderResync implements Resync {
  readonly name = 'builder-heads';
  readonly everyMs = 300_000;

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly lines: AcceptedLines,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
    private readonly formats: OwnFormats,
    private readonly derived: DerivedLines,
  ) {}

  async run(): Promise<void> {
    const wanted: Wanted[] = [];
    const later = await this.derived.later(() => true);
    for await (const { lines, heads } of this.groups()) {
      for (const line of lines) wanted.push(...(await this.missing(line, { heads, later })));
    }
    const [running] = await this.models.list<CascadeRow>(cascades.name, { where: { phase: 'running' }, limit: 1 });
    if (running !== undefined) wanted.push(watchCascades(this.clock.now()));
    await enqueueMissing(this.queue, wanted, { resync: this, at: this.clock.now() });
  }

  /** The lines of the catalog, many at a time, with their head locks and those of their parents. */
  private async *groups(): AsyncGenerator<{ readonly lines: readonly CatalogLine[]; readonly heads: Heads }> {
    let lines: CatalogLine[] = [];
    for await (const line of this.lines.each()) {
      lines.push(line);
      if (lines.length < TOGETHER) continue;
      yield { lines, heads: await this.heads(lines) };
      lines = [];
    }
    yield { lines, heads: await this.heads(lines) };
  }

  private async heads(lines: readonly CatalogLine[]): Promise<Heads> {
    const keys = lines.flatMap((line) => [lineKey(line), ...(line.from === undefined ? [] : [line.from])]);
    return keys.length === 0 ? new Map() : this.models.getMany<HeadLockRow>(headLocks.name, [...new Set(keys)]);
  }

  private async missing(line: CatalogLine, known: Known): Promise<readonly Wanted[]> {
    const { image, ended } = line;
    const key = lineKey(line);
    const head = known.heads.get(key);
    if (!ended && (await this.wantsLock(line, head, known))) return [{ kind: 'lock', key, fairKey: image }];
    if (head === undefined || head.index !== '') return [];
    const builds = await Promise.all(head.recipes.map(({ recipe }) => this.unanswered(recipe)));
    return [
      ...builds.flat().map((recipe) => ({ kind: 'build', key: recipe, fairKey: image })),
      { kind: 'image', key, fairKey: image },
    ];
  }

  private async wantsLock(line: CatalogLine, head: HeadLockRow | undefined, { heads, later }: Known): Promise<boolean> {
    const parent = line.from === undefined ? undefined : heads.get(line.from);
    // What it is derived from asks for it when it is locked.
    if (line.from !== undefined && (parent?.lock ?? '') === '') return false;
    if (head === undefined || head.revision === 0 || head.failure !== '' || (await this.isOlder(head))) return true;
    return parent !== undefined && parent.lock !== head.parent && !later.has(lineKey(line));
  }

  private async isOlder({ recipes: [first] }: HeadLockRow): Promise<boolean> {
    return first !== undefined && (await this.formats.of(first.recipe)).age === 'older';
  }

  /** A build that failed or was abandoned waits for a new cause: asking again would only repeat it. */
  private async unanswered(recipe: string): Promise<readonly string[]> {
    const { events } = await this.store.read<BuildEvent>(buildStream(recipe));
    return isUnanswered(fold(build, events)) ? [recipe] : [];
  }
}
