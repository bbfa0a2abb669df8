import type { Log } from '@quench/ports';
import { Bell } from '../event-store/bell.js';
import type { KafkaClient } from './kafka-client.js';
import type { InMessage } from './record-message.js';

export interface TopicReaderOptions {
  readonly client: Pick<KafkaClient, 'openSource'>;
  readonly topic: string;
  readonly log: Log;
  /** Begins with what came so long before: consumers pull when they start, and both must meet. 1 min by default. */
  readonly overlapMs?: number;
  /** A source from which nothing is heard for so long is given up; 1 min by default. */
  readonly silentMs?: number;
  /** Messages in order; some come again. Must not reject. */
  deliver(messages: readonly InMessage[]): Promise<void>;
}

const MAX_BACK_OFF_MS = 5_000;

/**
 * Reads a topic for as long as it is wanted, through whatever happens to the broker: a source that ended or stands still
 * is replaced. What came meanwhile and is older than the overlap is left to the pull.
 */
export class TopicReader {
  /** Sources that had to be replaced. */
  replaced = 0;

  private readonly halt = new Bell();
  /** Sources until they are closed. */
  private readonly leaving = new Set<Promise<void>>();
  private heard = 0;
  private stopping = false;
  private end: ((because: string) => void) | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly options: TopicReaderOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends for good; nothing is delivered any more once this is called, and no source is left when it resolves. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.end?.('stopped');
    this.halt.ring();
    await this.running;
    await Promise.all(this.leaving);
  }

  private async run(): Promise<void> {
    for (let faults = 0; !this.stopping;) {
      const begun = performance.now();
      const because = await this.read();
      if (this.stopping) return;
      faults = this.heard > begun ? 1 : faults + 1;
      this.replaced++;
      this.options.log.warn('topic-reader-fault', { topic: this.options.topic, reason: because, faults });
      await this.halt.wait(Math.min(MAX_BACK_OFF_MS, 50 * 2 ** faults));
    }
  }

  /** One source, from its opening to its end. Resolves with why it ended. */
  private async read(): Promise<string> {
    const { client, topic, overlapMs = 60_000, silentMs = 60_000 } = this.options;
    const ended = Promise.withResolvers<string>();
    let over = false;
    this.end = ended.resolve;
    const begun = performance.now();
    const opening = client.openSource(topic, Date.now() - overlapMs, {
      deliver: async (messages) => {
        if (!over) await this.options.deliver(messages);
      },
      alive: () => {
        if (!over) this.heard = performance.now();
      },
      ended: ended.resolve,
    });
    // It may still be opening when it is given up, and has a client by then that somebody must close.
    const left = opening
      .then(
        async (source) => {
          await ended.promise;
          await source.close();
        },
        (fault: unknown) => {
          ended.resolve(String(fault));
        },
      )
      .finally(() => this.leaving.delete(left));
    this.leaving.add(left);
    const watch = setInterval(() => {
      if (performance.now() - Math.max(begun, this.heard) > silentMs)
        ended.resolve(`silent for ${String(silentMs)} ms`);
    }, silentMs / 4);
    const because = await ended.promise;
    over = true;
    clearInterval(watch);
    return because;
  }
}
