import type { ImageLine } from '@quench/contracts';
import { ReadModels } from '@quench/ports';
import { Rejection } from '@quench/kernel';
import {
  imageOf,
  inOrder,
  ofLine,
  partsOf,
  PRODUCERS,
  subjectsModel,
  type ArchivedEvent,
  type KnownType,
  type Producer,
  type SubjectRow,
} from '@quench/historian-domain';
import { Injectable } from '@nestjs/common';
import { ArchivedEvents } from './archived-events.js';

const PAGE = 1_000;
/** More events than one answer can tell: whoever asks is told so, rather than shown a part. */
const MAX_EVENTS = 100_000;
/** After every event of a subject: keys are `<subject> <event id>`, and ids have no tilde. */
const END = ' ~';

/** What is asked of a producer: everything about any of the names. */
interface Asked {
  readonly producer: Producer;
  readonly of: string;
  readonly names: readonly string[];
  /** Greatest number of events. */
  readonly limit?: number;
}

/** The events of all services, by id and by what they are about. */
@Injectable()
export class Archive {
  private readonly rows: ArchivedEvents;

  constructor(private readonly models: ReadModels) {
    this.rows = new ArchivedEvents(models);
  }

  async event(id: string): Promise<ArchivedEvent | undefined> {
    return (await this.events([id]))[0];
  }

  /** Those of some events that there are, oldest first. */
  async all(ids: readonly string[]): Promise<readonly ArchivedEvent[]> {
    return inOrder(await this.events([...new Set(ids)]));
  }

  /**
   * Everything about a subject, oldest first.
   * @throws Rejection `too-many-rows`
   */
  async about(subject: string): Promise<readonly ArchivedEvent[]> {
    return inOrder([...(await this.found(subject)).values()]);
  }

  /** What one service said about any of a few subjects, oldest first. @throws Rejection `too-many-rows` */
  async saidBy(producer: Producer, subjects: readonly string[]): Promise<readonly ArchivedEvent[]> {
    const found = new Map<string, ArchivedEvent>();
    const limit = MAX_EVENTS * subjects.length;
    await this.collect({ producer, of: subjects.join(', '), names: subjects, limit }, found);
    return inOrder([...found.values()]);
  }

  /**
   * Everything about a subject and, of an image, how each recipe that its locks ever named was built and each manifest
   * tested: such events name no image. Oldest first.
   * @throws Rejection `too-many-rows`
   */
  async storyOf(subject: string): Promise<readonly ArchivedEvent[]> {
    const found = await this.found(subject);
    const { recipes, manifests } = partsOf([...found.values()], subject);
    const ofParts = new Map<string, ArchivedEvent>();
    await Promise.all([
      this.collect({ producer: 'builder', of: subject, names: recipes }, ofParts),
      this.collect({ producer: 'tester', of: subject, names: manifests }, ofParts),
    ]);
    for (const event of ofParts.values()) if (imageOf(event) === undefined) found.set(event.id, event);
    if (found.size > MAX_EVENTS) throw tooMany(`${subject} has with its builds and tests`);
    return inOrder([...found.values()]);
  }

  /**
   * The story of a line of an image, with what is about all of its lines. Oldest first.
   * @throws Rejection `too-many-rows`
   */
  async storyOfLine(line: ImageLine): Promise<readonly ArchivedEvent[]> {
    return ofLine(await this.storyOf(line.image), line);
  }

  /** Whether any event is about a subject. */
  async knows(subject: string): Promise<boolean> {
    const found = await Promise.all(
      PRODUCERS.map((producer) => this.models.list(subjectsModel(producer), { where: { subject }, limit: 1 })),
    );
    return found.some((rows) => rows.length > 0);
  }

  /** The first subjects that begin with a text, of each service at most `limit`, sorted. */
  async subjectsFrom(prefix: string, limit: number): Promise<readonly string[]> {
    const found = await Promise.all(PRODUCERS.map((producer) => this.subjectsOf(producer, prefix, limit)));
    return [...new Set(found.flat())].sort();
  }

  /** The images of events of one of the builder's types, each once. @throws Rejection `history-newer` */
  async images(type: KnownType & `builder.${string}`): Promise<readonly string[]> {
    const images = new Set<string>();
    for await (const { data } of this.rows.ofType('builder', type)) if ('image' in data) images.add(String(data.image));
    return [...images].sort();
  }

  /**
   * Everything of some types, oldest first.
   * @throws Rejection `too-many-rows`; `history-newer` when there are any of a later version of them
   */
  async ofTypes(types: readonly KnownType[]): Promise<readonly ArchivedEvent[]> {
    const found: ArchivedEvent[] = [];
    const reading = PRODUCERS.map(async (producer) => {
      const own = types.filter((type) => type.startsWith(`${producer}.`));
      for await (const event of this.rows.ofTypes(producer, own))
        if (found.push(event) > MAX_EVENTS) throw tooMany('the history has of what is asked for');
    });
    await Promise.all(reading);
    return inOrder(found);
  }

  /** Every snapshot that was taken, oldest first. @throws Rejection `history-newer` */
  async snapshots(): Promise<readonly ArchivedEvent[]> {
    const found: ArchivedEvent[] = [];
    const type = 'watcher.ArchiveSnapshotTaken.v1';
    for await (const event of this.rows.ofType('watcher', type)) found.push(event);
    return inOrder(found);
  }

  /**
   * An event's causes, their causes and so on, by id; without the event itself.
   * @throws Rejection `too-many-rows`
   */
  async ancestors(of: ArchivedEvent): Promise<ReadonlyMap<string, ArchivedEvent>> {
    const found = new Map<string, ArchivedEvent>();
    let wanted: readonly string[] = of.causes;
    while (wanted.length > 0) {
      if (found.size > MAX_EVENTS) throw tooMany(`event ${of.id} has`);
      const fresh = (await this.events([...new Set(wanted)])).filter(({ id }) => !found.has(id));
      for (const event of fresh) found.set(event.id, event);
      wanted = fresh.flatMap(({ causes }) => causes).filter((id) => !found.has(id));
    }
    return found;
  }

  /** What all services said about a subject. @throws Rejection `too-many-rows` */
  private async found(subject: string): Promise<Map<string, ArchivedEvent>> {
    const found = new Map<string, ArchivedEvent>();
    await Promise.all(PRODUCERS.map((producer) => this.collect({ producer, of: subject, names: [subject] }, found)));
    return found;
  }

  /** Adds what a producer said about any of the names, in a question per page. @throws Rejection `too-many-rows` */
  private async collect(
    { producer, of, names, limit = MAX_EVENTS }: Asked,
    into: Map<string, ArchivedEvent>,
  ): Promise<void> {
    for await (const rows of this.pages(producer, names)) {
      const ids = rows.map(({ event }) => event);
      const events = await this.rows.getMany(producer, ids);
      for (const [id, event] of events) into.set(id, event);
      if (into.size > limit) throw tooMany(`${of} has, if need be with its builds and tests,`, limit);
    }
  }

  private async events(ids: readonly string[]): Promise<readonly ArchivedEvent[]> {
    const found: ArchivedEvent[] = [];
    for (let at = 0; at < ids.length; at += PAGE) {
      const page = ids.slice(at, at + PAGE);
      for (const producer of PRODUCERS) {
        found.push(...(await this.rows.getMany(producer, page)).values());
      }
    }
    return found;
  }

  private async subjectsOf(producer: Producer, prefix: string, limit: number): Promise<readonly string[]> {
    const found: string[] = [];
    for (let after = prefix; found.length < limit;) {
      const [next] = await this.models.list<SubjectRow>(subjectsModel(producer), { after, limit: 1 });
      if (next?.row.subject.startsWith(prefix) !== true) break;
      found.push(next.row.subject);
      after = `${next.row.subject}${END}`;
    }
    return found;
  }

  private async *pages(
    producer: Producer,
    names: readonly string[],
  ): AsyncGenerator<readonly SubjectRow[], void, undefined> {
    const among = { column: 'subject', values: names } as const;
    for (let after = ''; ;) {
      const page = await this.models.list<SubjectRow>(subjectsModel(producer), { among, after, limit: PAGE });
      yield page.map(({ row }) => row);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.key;
    }
  }
}

const tooMany = (what: string, limit = MAX_EVENTS): Rejection =>
  new Rejection('too-many-rows', `${what} more than ${String(limit)} events, which is more than is read`);
