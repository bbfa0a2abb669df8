import { eventClasses } from '@quench/contracts';
import type { EventLike, Projection, Recorded } from '@quench/kernel';
import { subjectsOf } from './subjects.js';

/** The services whose history is kept. */
export const PRODUCERS = ['watcher', 'builder', 'tester', 'distributor'] as const;
export type Producer = (typeof PRODUCERS)[number];

/** One event of one service, by its id. */
export interface ArchivedEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly epoch: number;
  readonly globalSeq: number;
  readonly sequencedAt: string;
  readonly occurredAt: string;
  readonly commandId: string;
  readonly causes: readonly string[];
  readonly correlationId: string;
  readonly actor: Recorded['actor'];
  readonly producer: string;
  readonly data: object;
}

/** Oldest first: instants are given per service; within one, the number decides. */
export const inOrder = (events: readonly ArchivedEvent[]): readonly ArchivedEvent[] =>
  [...events].sort((a, b) => compare(a.sequencedAt, b.sequencedAt) || a.globalSeq - b.globalSeq);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** That an event is about a subject. */
export interface SubjectRow {
  readonly subject: string;
  readonly event: string;
  readonly globalSeq: number;
}

export const eventsModel = (producer: Producer): string => `historian-events-${producer}`;
export const subjectsModel = (producer: Producer): string => `historian-subjects-${producer}`;

const typesOf = (producer: Producer): readonly string[] =>
  Object.keys(eventClasses).filter((type) => type.startsWith(`${producer}.`));

/** Every event of a producer. */
export const archivedEvents = (producer: Producer): Projection<ArchivedEvent> => ({
  name: eventsModel(producer),
  version: 1,
  producer,
  types: typesOf(producer),
  keys: ({ id }) => [id],
  apply(_rows, event) {
    return new Map([[event.id, archived(event)]]);
  },
});

/** The event as it is kept. @throws TypeError when its data is no object */
export const archived = (event: Recorded): ArchivedEvent => ({
  id: event.id,
  type: event.type,
  stream: event.stream,
  version: event.version,
  epoch: event.epoch,
  globalSeq: event.globalSeq,
  sequencedAt: event.sequencedAt,
  occurredAt: event.occurredAt,
  commandId: event.commandId,
  causes: event.causes,
  correlationId: event.correlationId,
  actor: event.actor,
  producer: event.producer,
  data: factsOf(event),
});

/** Every contract is a class. @throws TypeError for an event of no contract, which parks it */
function factsOf({ id, data }: Recorded): object {
  if (typeof data === 'object' && data !== null) return data;
  throw new TypeError(`the data of event ${id} is no object`);
}

/** Where to look a subject up. */
export const archivedSubjects = (producer: Producer): Projection<SubjectRow> => ({
  name: subjectsModel(producer),
  version: 2,
  producer,
  types: typesOf(producer),
  keys: (event) => subjectsOf(event).map((subject) => subjectKey(subject, event)),
  apply(_rows, event) {
    const { id, globalSeq } = event;
    return new Map(
      subjectsOf(event).map((subject) => [subjectKey(subject, event), { subject, event: id, globalSeq }] as const),
    );
  },
});

const subjectKey = (subject: string, { id }: EventLike & { readonly id: string }): string => `${subject} ${id}`;
