import { IntegrityFault, Rejection, TransientFault, type Recorded } from '@quench/kernel';
import { RANGE_BYTES, type Head, type Log } from '@quench/ports';
import { Agent, errors, request } from 'undici';
import { placeOf } from '../runtime/place.js';
import { afterOf, checkContiguous, MAX_ANSWER_BYTES, MAX_LIMIT, readHead, readPage } from './feed-page.js';
import { RecordRefused, type RefusedBecause } from './record-refused.js';
import type { RecordReader } from './signed-record.js';

export interface PullFeedOptions {
  /** Where each producer serves its feed, by service name: `http://127.0.0.1:4711`, or a folder of a host. */
  readonly producers: ReadonlyMap<string, string>;
  /** The token of services. */
  readonly token: string;
  readonly reader: RecordReader;
  readonly log: Log;
  /** How long an answer may take, from the connection to its last byte; 10 s by default. */
  readonly timeoutMs?: number;
  /** How long an answer may be; a page and an event by default. */
  readonly maxAnswerBytes?: number;
}

/** The logs of other services as they answer when asked. What they answer is verified. */
export class PullFeedClient {
  private readonly refusals = new Map<RefusedBecause, number>();
  private readonly agent: Agent;

  constructor(private readonly options: PullFeedOptions) {
    this.agent = new Agent({
      maxResponseSize: options.maxAnswerBytes ?? MAX_ANSWER_BYTES,
      // Heads are asked about as often as servers close idle connections: one that is kept would break now and then.
      pipelining: 0,
    });
  }

  /** How many pulled events were not believed, by reason. */
  get refused(): ReadonlyMap<RefusedBecause, number> {
    return this.refusals;
  }

  /**
   * At most `limit` events after `after`, in order and without a hole: all there are, if they are not large.
   * @throws Rejection `producer-unknown`, `feed-token-refused`
   * @throws TransientFault `feed-unavailable`
   * @throws IntegrityFault `feed-page-malformed`, `feed-record-refused`, `signer-unknown`
   */
  async pull(producer: string, after: Head, limit: number): Promise<readonly Recorded[]> {
    const events: Recorded[] = [];
    let characters = 0;
    for (let last = after, more = true; more && events.length < limit && characters < RANGE_BYTES;) {
      const wanted = Math.min(limit - events.length, MAX_LIMIT);
      const answer = await this.ask(producer, `feed?after=${afterOf(last)}&limit=${String(wanted)}`);
      characters += answer.length;
      const page = readPage(answer, wanted);
      const read = page.records.map((record) => this.read(producer, record));
      checkContiguous(last, read);
      events.push(...read);
      const end = read.at(-1);
      if (end !== undefined) last = placeOf(end);
      more = page.more && end !== undefined;
    }
    return events;
  }

  /**
   * The end of the producer's log.
   * @throws as `pull`
   */
  async head(producer: string): Promise<Head> {
    return readHead(await this.ask(producer, 'feed/head'));
  }

  /** Waits for answers that are under way. */
  async close(): Promise<void> {
    await this.agent.close();
  }

  private read(producer: string, record: Parameters<RecordReader['read']>[1]): Recorded {
    try {
      return this.options.reader.read(producer, record);
    } catch (fault) {
      if (!(fault instanceof RecordRefused)) throw fault;
      this.refusals.set(fault.because, (this.refusals.get(fault.because) ?? 0) + 1);
      this.options.log.error('feed-record-refused', { producer, by: 'pull', reason: fault.message });
      throw new IntegrityFault(
        'feed-record-refused',
        `${producer} answered with an event that is not its own: ${fault.message}`,
      );
    }
  }

  private async ask(producer: string, path: string): Promise<string> {
    const base = this.options.producers.get(producer);
    if (base === undefined) throw new Rejection('producer-unknown', `Nobody said where ${producer} serves its feed`);
    const { status, body } = await this.fetch(producer, new URL(path, base.endsWith('/') ? base : `${base}/`));
    if (status === 200) return body;
    if (status === 401) {
      throw new Rejection('feed-token-refused', `${producer} refuses the token of services; give both the same one`);
    }
    if (status < 500)
      throw new IntegrityFault('feed-page-malformed', `${producer} answered ${String(status)} to ${path}`);
    throw unavailable(producer, `it answered ${String(status)}`);
  }

  private async fetch(producer: string, url: URL): Promise<{ readonly status: number; readonly body: string }> {
    const headers = { authorization: `Bearer ${this.options.token}`, accept: 'application/json' };
    const signal = AbortSignal.timeout(this.options.timeoutMs ?? 10_000);
    try {
      const { statusCode: status, body } = await request(url, { headers, signal, dispatcher: this.agent });
      return { status, body: await body.text() };
    } catch (cause) {
      if (cause instanceof errors.ResponseExceededMaxSizeError)
        throw new IntegrityFault('feed-page-malformed', `${producer} answered with more than any page has`, { cause });
      throw unavailable(producer, String(cause), cause);
    }
  }
}

const unavailable = (producer: string, why: string, cause?: unknown): TransientFault =>
  new TransientFault('feed-unavailable', `The feed of ${producer} cannot be pulled: ${why}`, { cause });
