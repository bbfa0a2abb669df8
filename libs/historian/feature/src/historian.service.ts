import type { Projection, Reactor } from '@quench/kernel';
import { Service, type Resync, type Worker } from '@quench/ports';
import { archivedEvents, archivedSubjects, PRODUCERS } from '@quench/historian-domain';
import { Injectable } from '@nestjs/common';

/** The historian: keeps the events of all other services, and answers from them. */
@Injectable()
export class HistorianService extends Service {
  readonly name = 'historian';
  readonly reactors: readonly Reactor[] = [];
  readonly projections: readonly Projection<object>[] = PRODUCERS.flatMap((producer) => [
    archivedEvents(producer),
    archivedSubjects(producer),
  ]);
  readonly workers: readonly Worker[] = [];
  readonly resyncs: readonly Resync[] = [];
}
