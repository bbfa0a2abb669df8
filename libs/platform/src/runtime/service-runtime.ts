import type { Cursors, Feed, Head, Log, Parking, ReadModelWriter, Service, Transactor, WorkQueue } from '@quench/ports';
import { hostname } from 'node:os';
import { pid } from 'node:process';
import { ConsumerLoop } from './consumer-loop.js';
import type { Digested } from './digested.js';
import { DueWork } from './due-work.js';
import { consumerOf, ProjectionDigester } from './projection.digester.js';
import { ReactorDigester } from './reactor.digester.js';
import { ResyncLoop } from './resync-loop.js';
import { RowsGate } from './rows-gate.js';
import { WorkAlarm } from './work-alarm.js';
import { WorkerLoop, type WorkerOptions } from './worker-loop.js';
import { harmless, type Progress } from './progress.js';
import { isPast } from './place.js';
import { until } from './until.js';

/** What a service runs on. */
export interface RuntimeOptions {
  readonly service: Service;
  readonly queue: WorkQueue;
  readonly feed: Feed;
  readonly cursors: Cursors;
  readonly parking: Parking;
  readonly transactor: Transactor;
  readonly readModelWriter: ReadModelWriter;
  readonly log: Log;
  /** Told of what is done. */
  readonly progress?: Progress;
  /** Called after each work item and resync: wake the sequencer. */
  readonly onCommit?: () => void;
  /** Whether every appended event has its number; without it, `idle` may be a moment early. */
  readonly sequenced?: () => Promise<boolean>;
  /** Name of this process in the queue; host and process id by default. */
  readonly workerName?: string;
  /** How often to look for work of other processes; 5 s by default. */
  readonly pollMs?: number;
  /** How often to ask for heads; 30 s by default. */
  readonly headEveryMs?: number;
  /** How long an event of a version that is unknown here is left to newer instances; 10 s by default. */
  readonly newerGraceMs?: number;
}

/** Where one consumer stands. */
export interface ConsumerState {
  readonly consumer: string;
  readonly producer: string;
  readonly repaired: number;
  /** Why it stopped by itself and needs a person. */
  readonly stopped?: string | undefined;
}

const MAX_LISTED = 10_000;
/** What happens in this process wakes the loops: these find what was not told. */
const POLL_MS = 5_000;
const HEAD_EVERY_MS = 30_000;
const NEWER_GRACE_MS = 10_000;

/** Runs what a feature offers: a consumer per reactor and projection, a loop per worker, a timer per resync. */
export class ServiceRuntime {
  private readonly consumers: readonly ConsumerLoop[];
  private readonly workers: readonly WorkerLoop[];
  private readonly alarm: WorkAlarm;
  private readonly gate: RowsGate;
  private readonly resyncs: readonly ResyncLoop[];
  private readonly workerName: string;
  private done = 0;
  private started = false;

  constructor(private readonly options: RuntimeOptions) {
    const { service } = options;
    const progress = harmless(options.progress ?? {}, options.log);
    const projections = service.projections.map((one) => ({ consumer: consumerOf(one), producer: one.producer }));
    const reactors = service.reactors.map(({ name, producer }) => ({ consumer: name, producer }));
    this.gate = new RowsGate({ projections, reactors }, options, () => {
      this.alarm.ring();
      for (const loop of this.resyncs) loop.soon();
    });
    this.consumers = consumersOf(options, new DueWork(service.workers, this.gate), {
      onDigested: (digested) => {
        this.done++;
        progress.digested(digested);
      },
      onWanted: () => this.alarm.ring(),
      onRetried: () => {
        if (this.started) for (const loop of this.resyncs) loop.soon();
      },
    });
    const onEnded = (): void => {
      this.done++;
      options.onCommit?.();
      this.alarm.ring();
    };
    const { queue, log, pollMs = POLL_MS } = options;
    this.workerName = options.workerName ?? `${service.name}@${hostname()}/${String(pid)}`;
    const { workerName } = this;
    const isOpen = (): boolean => this.gate.isOpen;
    const told = { onEnded, onNothing: () => this.alarm.set(), rows: this.gate };
    this.workers = workersOf({ ...options, progress, workerName }, told);
    this.alarm = new WorkAlarm(this.workers, { queue, log, workerName, pollMs });
    this.resyncs = service.resyncs.map((resync) => new ResyncLoop(resync, { log, mayRun: isOpen, onRun: onEnded }));
  }

  start(): void {
    this.started = true;
    for (const loop of [this.gate, ...this.consumers, ...this.workers, this.alarm, ...this.resyncs]) loop.start();
  }

  /** Stops claiming and consuming, lets work end within the grace, gives the rest back. */
  async stop(graceMs: number): Promise<void> {
    await Promise.all([
      this.gate.stop(),
      ...this.resyncs.map((loop) => loop.stop()),
      this.alarm.stop(),
      ...this.workers.map((loop) => loop.stop(graceMs)),
      ...this.consumers.map((loop) => loop.stop()),
    ]);
  }

  /** There may be new events or new work: looks at once instead of at the next poll. */
  wake(): void {
    for (const loop of this.consumers) loop.wake();
    this.alarm.ring();
  }

  /** Grows with everything that was digested or worked, so that two looks tell whether anything happened between. */
  get activity(): number {
    return this.done;
  }

  /**
   * Whether nothing is left to do now: every event digested, every resync run, nothing due, running or to be tried
   * again. Items that wait for their time do not count, dead ones neither.
   */
  async idle(): Promise<boolean> {
    // Where another process runs the loops, its resyncs are its own business.
    if (this.started && !this.resyncs.every(({ isSettled }) => isSettled)) return false;
    if (!(await this.isNumbered())) return false;
    // Asked before, too: while there is work, a question for each consumer is in vain.
    if (!(await this.queueIsIdle())) return false;
    for (const consumer of this.consumers) if (!(await consumer.atHead())) return false;
    return this.queueIsIdle();
  }

  /** Whether something is due or running, or will be tried again: one question, where `idle` has some for each consumer. */
  async works(): Promise<boolean> {
    return !(await this.queueIsIdle());
  }

  /** Resolves when every event that was appended before has its number. */
  numbered(signal: AbortSignal): Promise<void> {
    return until(() => this.isNumbered(), signal);
  }

  /** Resolves when every event that has its number now was digested or parked; a loop that stopped is passed over. */
  async caughtUp(signal: AbortSignal): Promise<void> {
    const { feed, cursors } = this.options;
    const heads = new Map<string, Head>();
    for (const loop of this.consumers) {
      const { consumer, producer } = loop.digester;
      const head = heads.get(producer) ?? (await feed.head(producer));
      heads.set(producer, head);
      loop.wake();
      const isThere = async (): Promise<boolean> =>
        loop.stoppedBecause !== undefined || isPast(await cursors.get(consumer, producer), head);
      await until(isThere, signal);
    }
  }

  /** Tries parked events again, all or those of one key. Answers how many were digested. */
  async retryParked(key?: string): Promise<number> {
    let digested = 0;
    for (const consumer of this.consumers) digested += await consumer.retryParked(key);
    // Where another process runs the loops, it is not told.
    if (digested > 0 && !this.started) for (const resync of this.options.service.resyncs) await resync.run();
    return digested;
  }

  consumerStates(): readonly ConsumerState[] {
    return this.consumers.map(({ digester, repaired, stoppedBecause }) => ({
      consumer: digester.consumer,
      producer: digester.producer,
      repaired,
      ...(stoppedBecause === undefined ? {} : { stopped: stoppedBecause }),
    }));
  }

  private isNumbered(): Promise<boolean> {
    return this.options.sequenced?.() ?? Promise.resolve(true);
  }

  private async queueIsIdle(): Promise<boolean> {
    const { queue } = this.options;
    const open = (await queue.depth()).filter(({ state }) => state !== 'dead');
    if (open.some(({ state, due }) => state === 'running' || due > 0)) return false;
    if (open.length === 0) return true;
    if (await this.gathers()) return false;
    const tried = await queue.list({ states: ['queued'], tried: true, limit: MAX_LISTED });
    if (tried.length === MAX_LISTED) return false;
    // An item that failed waits for its next try: it is not what the future asked for. One that was left to newer
    // instances is done by them soon, if there may be any beside this process.
    const aside = new Set(this.options.service.workers.flatMap((worker) => (worker.aside ? [worker.kind] : [])));
    return tried.every(
      ({ kind, attempts, worker }) => (attempts === 0 || aside.has(kind)) && (this.started || worker === undefined),
    );
  }

  /** Whether wishes wait for others to be done together with. */
  private async gathers(): Promise<boolean> {
    const gathering = this.options.service.workers.filter(({ gatherMs }) => gatherMs !== undefined);
    if (gathering.length === 0) return false;
    const kinds = gathering.map(({ kind }) => kind);
    const due = await this.options.queue.nextDue(kinds, this.workerName);
    return gathering.some(({ kind, gatherMs = 0 }) => (due.get(kind) ?? Number.POSITIVE_INFINITY) <= gatherMs);
  }
}

interface Told {
  readonly onDigested: (digested: Digested) => void;
  /** An instance of this service, this one or another, may have asked for work. */
  readonly onWanted: () => void;
  /** Parked events were digested. */
  readonly onRetried: () => void;
}

function consumersOf(
  options: RuntimeOptions,
  due: DueWork,
  { onDigested, onWanted, onRetried }: Told,
): readonly ConsumerLoop[] {
  const { service, queue, feed, cursors, parking, transactor, readModelWriter: writer, log } = options;
  const { headEveryMs = HEAD_EVERY_MS, newerGraceMs = NEWER_GRACE_MS } = options;
  const rest = { feed, cursors, parking, transactor, log, headEveryMs, newerGraceMs, onDigested, onRetried };
  const projections = service.projections.map(
    (projection) => new ConsumerLoop(new ProjectionDigester(projection, { cursors, parking, writer }), rest),
  );
  // The work that a reactor asks for reads the service's rows: they must not be behind the event that caused it.
  const reactors = service.reactors.map((reactor) => {
    const after = projections.filter(({ digester }) => digester.producer === reactor.producer);
    return new ConsumerLoop(new ReactorDigester(reactor, queue, due), { ...rest, after, onConcerned: onWanted });
  });
  return [...projections, ...reactors];
}

type Named = RuntimeOptions & { readonly workerName: string };

function workersOf(options: Named, told: Pick<WorkerOptions, 'onEnded' | 'onNothing' | 'rows'>): readonly WorkerLoop[] {
  const { service, queue, transactor, log, workerName, progress = {} } = options;
  const rest = { queue, transactor, log, progress, workerName, ...told };
  return service.workers.map((worker) => new WorkerLoop(worker, rest));
}
