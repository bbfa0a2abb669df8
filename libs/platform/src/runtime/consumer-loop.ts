import type { Recorded } from '@quench/kernel';
import type { Head } from '@quench/ports';
import { Bell } from '../event-store/bell.js';
import type { ConsumerOptions } from './consumer-options.js';
import type { Digester } from './digester.js';
import { CursorMoved, DigestStep } from './digest-step.js';
import { EpochEntry } from './epoch-entry.js';
import { isTransient, reasonOf } from './failure-of.js';
import { goAfter } from './go-after.js';
import { goesOn } from './goes-on.js';
import { Inbox } from './inbox.js';
import { Linger } from './linger.js';
import { ParkedRetry } from './parked-retry.js';
import { goesBack, interest, placeOf, placeText, standing, together } from './place.js';
import { ringOrTimeout } from './ring-or-timeout.js';
import { Standpoint } from './standpoint.js';

const BATCH = 200;
const ATTEMPTS = 3;
/** A delivery that is under way when the head is asked is no lost tail. */
const TAIL_GRACE_MS = 100;
const MAX_BACK_OFF_MS = 10_000;

/**
 * Brings one consumer to the end of one producer's log and keeps it there: takes what is delivered, passes over what
 * it has, pulls what is missing. No error of a handler ends it.
 */
export class ConsumerLoop {
  /** Events that had to be pulled because their delivery failed. */
  repaired = 0;
  /** Why it stopped by itself and needs a person. */
  stoppedBecause: string | undefined;

  private readonly bell = new Bell();
  private readonly inbox = new Inbox();
  private readonly linger: Linger;
  private readonly stands: Standpoint;
  private readonly step: DigestStep;
  private readonly epochs: EpochEntry;
  private readonly parked: ParkedRetry;
  private readonly requests: (() => Promise<void>)[] = [];
  private pullWanted = true;
  private stopping = false;
  private running: Promise<void> | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(
    readonly digester: Digester,
    private readonly options: ConsumerOptions,
  ) {
    const { consumer, producer } = digester;
    this.linger = new Linger(digester.types);
    this.stands = new Standpoint({ consumer, producer, epoch: 1, seq: 0 });
    this.step = new DigestStep(digester, options);
    this.epochs = new EpochEntry(digester, options);
    this.parked = new ParkedRetry(digester, options);
  }

  start(): void {
    if (this.running !== undefined || this.stoppedBecause !== undefined) return;
    this.stopping = false;
    this.unsubscribe = this.options.feed.subscribe(this.digester.producer, (events) => {
      this.inbox.offer(this.stands.cursor, events);
      this.bell.ring();
    });
    this.running = this.run();
  }

  /** Ends after the transaction in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unsubscribe?.();
    this.step.stop();
    this.parked.stop();
    this.bell.ring();
    this.stands.tell();
    await this.running;
    this.running = undefined;
  }

  /** There may be new events: they are pulled at once. */
  wake(): void {
    this.pullWanted = true;
    this.bell.ring();
  }

  /** Whether every event of the log has been digested or parked. */
  async atHead(): Promise<boolean> {
    const { consumer, producer } = this.digester;
    const is = await this.epochs.isAtHead(await this.options.cursors.get(consumer, producer));
    if (!is) this.wake();
    return is;
  }

  /** Tries parked events again, between two steps of the loop while it runs. Answers how many were digested. */
  retryParked(key?: string): Promise<number> {
    const retry = (): Promise<number> => this.parked.retry(key);
    if (this.running === undefined) return retry();
    return new Promise((resolve, reject) => {
      this.requests.push(() => retry().then(resolve, reject));
      this.bell.ring();
    });
  }

  /** Resolves with whether it has digested the event at `place`: false when it stands still or stops. */
  past(place: Head): Promise<boolean> {
    return this.stands.past(place, () => this.stopping || this.stoppedBecause !== undefined);
  }

  private async run(): Promise<void> {
    for (let faults = 0, begun = false; !this.stopping && this.stoppedBecause === undefined;) {
      try {
        if (!begun) await this.begin();
        begun = true;
        await this.next();
        faults = 0;
      } catch (error) {
        begun = false;
        if (error instanceof CursorMoved) continue;
        faults++;
        this.log(isTransient(error) ? 'warn' : 'error', 'consumer-fault', { reason: reasonOf(error), faults });
        if (!this.stopping) await ringOrTimeout(this.bell, Math.min(MAX_BACK_OFF_MS, 50 * 2 ** Math.min(faults, 10)));
      }
    }
    this.stands.tell();
    for (let request = this.requests.shift(); request; request = this.requests.shift()) await request();
    // Nobody answers what is asked for from now on.
    this.running = undefined;
  }

  private async begin(): Promise<void> {
    const { consumer, producer } = this.digester;
    await this.step.begin(() => this.options.feed.head(producer));
    await this.parked.retryWhatCan();
    this.stands.moveTo(await this.options.cursors.get(consumer, producer));
    this.pullWanted = true;
  }

  private async next(): Promise<void> {
    for (const request of this.requests.splice(0)) await request();
    await this.parked.retryUntried();
    const [first, ...more] = this.inbox.take(this.stands.cursor, BATCH);
    if (first !== undefined) return this.take([first, ...more]);
    if (this.inbox.lacks()) return this.pull('gap');
    if (this.pullWanted) {
      this.pullWanted = false;
      return this.pull('asked');
    }
    const rang = await ringOrTimeout(this.bell, this.options.headEveryMs * (0.75 + Math.random() / 2));
    if (!rang && !this.stopping) await this.checkHead();
  }

  /** Takes what comes next, or lets more come. */
  private async take(ready: readonly [Recorded, ...Recorded[]]): Promise<void> {
    const leftMs = this.pullWanted || ready.length === BATCH ? 0 : this.linger.leftMs(ready);
    if (leftMs === 0) return this.advance(ready);
    this.inbox.offer(this.stands.cursor, ready);
    if (this.linger.areClear(ready)) this.stands.isClearTo(placeOf(ready.at(-1) ?? ready[0]));
    await this.bell.wait(leftMs);
  }

  private async checkHead(): Promise<void> {
    const cursor = this.stands.cursor;
    const head = await this.options.feed.head(this.digester.producer);
    const stands = standing(cursor, head);
    if (stands === 'at-head') return;
    if (stands === 'ahead') {
      this.stoppedBecause = `consumer-ahead: stands at ${placeText(cursor)}, but the log of ${cursor.producer} ends at ${placeText(head)}`;
      this.log('error', 'consumer-ahead', { reason: this.stoppedBecause });
      return;
    }
    await ringOrTimeout(this.bell, TAIL_GRACE_MS);
    if (this.inbox.take(this.stands.cursor, 0).length === 0 && !this.inbox.lacks()) await this.pull('tail');
  }

  /** Pulls to the end of the log. */
  private async pull(why: 'asked' | 'gap' | 'tail'): Promise<void> {
    const delivered = this.inbox.empty();
    for (let pulled = 0; !this.stopping;) {
      const events = await this.pullAfter(delivered);
      if (events.length > 0) await this.advance(events);
      pulled += events.length;
      if (goesOn(events, BATCH)) continue;
      if (why !== 'asked' && pulled > 0) {
        this.repaired += pulled;
        this.log('warn', 'feed-repaired', { why, events: pulled });
      }
      if (pulled === 0) await this.settleAtHead();
      return;
    }
  }

  /** What was delivered is digested all the same while the producer does not answer. */
  private async pullAfter(delivered: readonly Recorded[]): Promise<readonly Recorded[]> {
    const { cursor } = this.stands;
    try {
      return await this.options.feed.pull(this.digester.producer, cursor, BATCH);
    } catch (fault) {
      this.inbox.offer(cursor, delivered);
      throw fault;
    }
  }

  private async settleAtHead(): Promise<void> {
    const end = await this.epochs.settle(this.stands.cursor);
    if (end.then === 'check-head') return this.checkHead();
    if (end.then === 'begin') return this.begin();
    if (end.then === 'stay') return;
    this.pullWanted = true;
    if (end.then !== 'go-on') return;
    this.stands.moveTo(end.at);
    // What Kafka still has of the old epoch is not listened to.
    this.inbox.empty();
  }

  private async advance(events: readonly Recorded[]): Promise<void> {
    for (let rest = events; rest.length > 0;) {
      const next = together(this.digester.types, rest);
      if (!(await this.advanceTogether(next, rest))) return;
      rest = rest.slice(next.length);
    }
  }

  /** Whether the consumer then stands at the last of `next`, the first of `rest`; otherwise it goes its own way. */
  private async advanceTogether(next: readonly Recorded[], rest: readonly Recorded[]): Promise<boolean> {
    const [first] = next;
    if (
      first !== undefined &&
      goesBack(this.stands.cursor, first) &&
      (await this.epochs.startOver(this.stands.cursor, placeOf(first)))
    ) {
      await this.begin();
      return false;
    }
    await goAfter(this.options.after ?? [], next);
    try {
      await this.digest(next);
    } catch (error) {
      if (error instanceof CursorMoved) {
        await this.catchUp(rest);
        return false;
      }
      if (isTransient(error)) throw error;
      for (const event of next) if (!this.stopping) await this.digestOrPark(event);
    }
    return !this.stopping;
  }

  /**
   * Another instance was faster: goes on behind it, with the events that it has not got to. With several instances most
   * races are lost, so this asks nothing but where the other one stands.
   */
  private async catchUp(events: readonly Recorded[]): Promise<void> {
    const from = this.stands.cursor;
    const cursor = await this.options.cursors.get(from.consumer, from.producer);
    if (cursor.epoch !== from.epoch || cursor.seq < from.seq) return this.begin();
    this.stands.moveTo(cursor);
    this.linger.taken(0, 0);
    this.tellConcerned(events);
    this.inbox.offer(cursor, events);
  }

  private async digestOrPark(event: Recorded): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.digest([event]);
      } catch (error) {
        if (error instanceof CursorMoved || isTransient(error)) throw error;
        const reason = reasonOf(error);
        if (attempt === ATTEMPTS) {
          const { stream: key, globalSeq: seq, type, correlationId } = event;
          this.log('error', 'event-parked', { reason, key, seq, type, correlationId });
          this.stands.moveTo(await this.step.parkNext(this.stands.cursor, event, { reason, attempts: attempt }));
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt));
      }
    }
  }

  private async digest(events: readonly Recorded[]): Promise<void> {
    const from = performance.now();
    const step = await this.step.digest(this.stands.cursor, events);
    const tookMs = performance.now() - from;
    this.stands.moveTo(step.cursor);
    this.linger.taken(step.digested.length, tookMs);
    const { consumer, producer } = this.digester;
    this.options.onDigested({ consumer, producer, events: step.digested, tookMs });
    this.tellConcerned(events);
  }

  private tellConcerned(events: readonly Recorded[]): void {
    if (events.some(({ type }) => interest(this.digester.types, type) !== 'pass')) this.options.onConcerned?.();
  }

  private log(level: 'warn' | 'error', event: string, fields: Record<string, string | number>): void {
    const { consumer, producer } = this.digester;
    this.options.log[level](event, { consumer, producer, ...fields });
  }
}
