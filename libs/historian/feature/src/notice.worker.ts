import { digestText, eventText, NOTICE, noticeKey, noticeTo, type ArchivedEvent } from '@quench/historian-domain';
import { commandId, TransientFault } from '@quench/kernel';
import {
  NOTHING,
  type Claim,
  type Completion,
  type Moot,
  type Notice,
  type Receiver,
  type Worker,
  type WorkQueue,
} from '@quench/ports';
import type { Archive } from './archive.js';
import type { Subscribed, Subscriptions } from './subscriptions.js';

/** Events that one CloudEvents batch holds at most; more are several, each with its id. */
const BATCH = 100;

/**
 * Tells a receiver of an event, or of a window of them; of what several are to be told, it asks for a piece of work for each.
 * What is told has the same id at each try, so that whoever was interrupted between telling and writing that down tells it
 * again, and the receiver can drop it.
 */
export class NoticeWorker implements Worker {
  readonly kind = NOTICE;
  readonly concurrency = 4;
  readonly leaseMs = 60_000;
  /** With the back-off that work has, for about a day. */
  readonly maxAttempts = 300;
  readonly aside = true;

  constructor(
    private readonly archive: Archive,
    private readonly queue: WorkQueue,
    private readonly subscriptions: Subscriptions,
  ) {}

  async work(claim: Claim, signal: AbortSignal): Promise<Completion | Moot> {
    const { subscription: name, of, to } = noticeKey(claim.key);
    const subscribed = this.subscriptions.all.find((one) => one.name === name);
    if (subscribed === undefined) return this.vain(claim, `there is no subscription ${name} any more`);
    // Told already, by somebody who ended before the item did.
    if (claim.effect?.state === 'confirmed') return NOTHING;
    const [receiver, ...others] = subscribed.receivers.filter((one) => to === undefined || isAt(one, to));
    if (receiver === undefined) return this.vain(claim, `the subscription ${name} tells ${to ?? 'anybody'} no more`);
    if (others.length > 0) return this.spread(claim, [receiver, ...others]);
    const events = await this.events(claim.causes);
    // Until it is settled, what comes meanwhile is left to a notice of its own: this one stays what it is.
    if (!(await this.queue.intend(claim, { events: events.map(({ id }) => id) }))) throw lost(claim);
    const { notices, clock } = this.subscriptions;
    for (const notice of noticesOf(subscribed, receiver, of, events))
      await notices.send(receiver, { ...notice, at: clock.now() }, signal);
    if (!(await this.queue.settle(claim, 'confirmed', {}))) throw lost(claim);
    return NOTHING;
  }

  /** One of several may be refused while the others are told, and is tried again alone. */
  private async spread(claim: Claim, receivers: readonly Receiver[]): Promise<Completion> {
    await this.giveUp(claim);
    const { subscription, of } = noticeKey(claim.key);
    const wanted = receivers.flatMap((one) => (one.kind === 'smtp' ? [noticeTo(subscription, of, one.to)] : []));
    return (tx) => this.queue.enqueue(wanted, claim, tx);
  }

  private async vain(claim: Claim, moot: string): Promise<Moot> {
    await this.giveUp(claim);
    return { moot };
  }

  /** What was tried in vain is tried no more by this item, and nothing ends while it is about to be done. */
  private async giveUp(claim: Claim): Promise<void> {
    if (claim.effect?.state === 'intended' && !(await this.queue.settle(claim, 'conflict', {}))) throw lost(claim);
  }

  private async events(ids: readonly string[]): Promise<readonly ArchivedEvent[]> {
    const events = await this.archive.all(ids);
    if (events.length === new Set(ids).size) return events;
    const message = 'The history lacks an event that is to be told; see: quench parked list';
    throw new TransientFault('notice-unknown-event', message);
  }
}

const lost = ({ key }: Claim): TransientFault =>
  new TransientFault('claim-lost', `Somebody else works on notice ${key} by now`);

const isAt = (receiver: Receiver, address: string): boolean => receiver.kind === 'smtp' && receiver.to === address;

/** What a subscriber is told: one notice, but of many events several to whom takes batches. */
function noticesOf(
  { name, digest }: Subscribed,
  receiver: Receiver,
  of: string,
  events: readonly ArchivedEvent[],
): readonly Omit<Notice, 'at'>[] {
  const [first] = events;
  if (first === undefined) return [];
  if (digest === 'none')
    return events.map((event) => ({
      id: noticeId(name, [event]),
      form: 'event',
      events: [event],
      ...eventText(event),
    }));
  const size = receiver.kind === 'webhook' ? BATCH : events.length;
  const parts = Array.from({ length: Math.ceil(events.length / size) }, (_, at) =>
    events.slice(at * size, (at + 1) * size),
  );
  return parts.map((part) => ({
    id: noticeId(name, part),
    form: 'digest',
    events: part,
    ...digestText(name, of, part),
  }));
}

/** The same for the same events; of two factories, whose first events may have the same ids, the times differ. */
const noticeId = (name: string, events: readonly ArchivedEvent[]): string =>
  `msg_${commandId('notice', name, ...events.map(({ id, sequencedAt }) => `${id} ${sequencedAt}`))}`;
