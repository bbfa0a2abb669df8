import { TransientFault, type Recorded } from '@quench/kernel';
import { continueAfter, type EventStore, type Log, type Signer } from '@quench/ports';
import { databaseFault, type Database } from '../database/index.js';
import { Bell } from '../event-store/bell.js';
import type { LogBell } from '../feed/index.js';
import { signRecord } from '../pull-feed/signed-record.js';
import { placeOf } from '../runtime/place.js';
import type { KafkaClient, RecordSink } from './kafka-client.js';
import { messageOf, slices, type OutMessage } from './record-message.js';
import { RelaySession } from './relay-session.js';
import { untilOver } from './until-over.js';

export interface RelayOptions {
  readonly database: Database;
  readonly store: EventStore;
  /** The service's sequencer, if it runs in this process. */
  readonly bell: LogBell;
  /** Has the service's key. */
  readonly signer: Signer;
  readonly client: Pick<KafkaClient, 'openSink'>;
  readonly topic: string;
  readonly log: Log;
  /** Told of events that the broker acknowledged, in order; after the checkpoint has moved. */
  readonly onRelayed?: (events: readonly Recorded[]) => void;
  /** How often to look for what nobody told; 3 s by default. */
  readonly pollMs?: number;
}

const BATCH = 500;
const MAX_BACK_OFF_MS = 5_000;
/** Its own sequencer rings, and others do over the database: this finds what was not told, and a lock that came free. */
const POLL_MS = 3_000;
/** How long a broker may take with what is in hand when the relay is to end; the producer's end is within it. */
const STOP_MS = 2_000;

/**
 * Brings a service's log to its topic, in order and signed. Each process of a service may run one: a lock lets one of
 * them work at a time. What the broker did not acknowledge is sent again, by another producer, so consumers see events
 * at least once; the checkpoint moves after the acknowledgement.
 */
export class KafkaRelay {
  /** Events that were acknowledged. */
  relayed = 0;
  /** Events that are too large for a broker, so that consumers have to pull them. */
  tooLarge = 0;
  /** What it tries again after, until it has been able to look once more. */
  fault: TransientFault | undefined;
  /** Rejects with what trying again would not mend: it has ended then, and the log goes nowhere. */
  readonly broken: Promise<never>;

  private readonly break: (fault: unknown) => void;
  private readonly bell = new Bell();
  /** Rings when it is to stop: new events must not cut a back-off short. */
  private readonly halt = new Bell();
  private stopping = false;
  /** Aborted when nothing is waited for any more. */
  private over = new AbortController();
  /** Its own sequencer gave numbers since it last looked. */
  private numbered = false;
  private running: Promise<void> | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(private readonly options: RelayOptions) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.broken = promise;
    this.break = reject;
    // Whoever waits for it is told; that nobody does is no fault of its own.
    promise.catch(() => undefined);
  }

  start(): void {
    if (this.running !== undefined) return;
    this.stopping = false;
    this.over = new AbortController();
    this.unsubscribe = this.options.bell.subscribe(() => {
      this.numbered = true;
      this.bell.ring();
    });
    this.running = this.run().catch(this.break);
  }

  /** Ends after the batch in hand. What the broker does not acknowledge soon is given up: it is sent again some day. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unsubscribe?.();
    this.bell.ring();
    this.halt.ring();
    const timer = setTimeout(() => {
      this.over.abort(new TransientFault('kafka-unavailable', 'The broker did not answer a relay that was to end'));
    }, STOP_MS);
    await this.running;
    clearTimeout(timer);
    this.running = undefined;
  }

  private async run(): Promise<void> {
    for (let faults = 0; !this.stopping;) {
      try {
        await this.session(() => {
          faults = 0;
          this.fault = undefined;
        });
      } catch (error) {
        const fault = databaseFault(error);
        if (!(fault instanceof TransientFault)) throw fault;
        faults++;
        this.fault = fault;
        this.options.log.warn('relay-fault', { topic: this.options.topic, reason: String(fault), faults });
        await this.halt.wait(Math.min(MAX_BACK_OFF_MS, 50 * 2 ** faults));
      }
    }
  }

  /** One lock and one producer: waits for the lock, then relays until it is stopped or something fails. */
  private async session(onLooked: () => void): Promise<void> {
    const session = await RelaySession.open(this.options.database, () => {
      this.bell.ring();
    });
    let sink: RecordSink | undefined;
    try {
      while (!this.stopping) {
        const held = await session.tryHold();
        if (held) sink ??= await this.openSink();
        const told = this.numbered;
        this.numbered = false;
        const more = sink !== undefined && (await this.batch(session, sink));
        if (!held && told) await session.ringHolder();
        onLooked();
        if (!more) await this.bell.wait(this.options.pollMs ?? POLL_MS);
      }
    } finally {
      if (sink !== undefined) await this.close(sink);
      await session.close();
    }
  }

  private async openSink(): Promise<RecordSink> {
    const { client, topic } = this.options;
    const opening = client.openSink(topic);
    try {
      return await untilOver(opening, this.over.signal);
    } catch (fault) {
      void opening.then((late) => late.close()).catch(() => undefined);
      throw fault;
    }
  }

  private close(sink: RecordSink): Promise<void> {
    return untilOver(sink.close(), this.over.signal).catch((fault: unknown) => {
      if (!this.over.signal.aborted) throw fault;
    });
  }

  /** Whether there was something. */
  private async batch(session: RelaySession, sink: RecordSink): Promise<boolean> {
    const { store, signer } = this.options;
    const from = await session.checkpoint();
    const head = await store.head();
    if (head.epoch === from.epoch && head.seq === from.seq) return false;
    const events = await store.rangeForFeed(continueAfter(from, await store.epochs()), BATCH);
    const last = events.at(-1);
    if (last === undefined) return false;
    const messages = new Map<OutMessage, Recorded>();
    for (const event of events) messages.set(messageOf(await signRecord(signer, event)), event);
    const { runs, tooLarge } = slices([...messages.keys()]);
    for (const run of runs) await untilOver(sink.send(run), this.over.signal);
    await session.move(from, placeOf(last));
    for (const message of tooLarge) messages.delete(message);
    this.relayed += messages.size;
    this.options.onRelayed?.([...messages.values()]);
    if (tooLarge.length > 0) this.tell(tooLarge.length, last);
    return true;
  }

  private tell(events: number, last: Recorded): void {
    this.tooLarge += events;
    this.options.log.warn('relay-left-out', { topic: this.options.topic, events, upTo: last.globalSeq });
  }
}
