import type { Reactor, Wanted } from '@quench/kernel';
import { PRODUCERS } from './archive.projection.js';
import { isWanted, typesWanted, type Subscription } from './subscription.js';

/** The kind of work that tells receivers something. */
export const NOTICE = 'notice';

const HOUR_MS = 3_600_000;
const WINDOW_MS = { hourly: HOUR_MS, daily: 24 * HOUR_MS } as const;
/** How much of an instant names a window: `2026-11-26T13`, `2026-11-26`. */
const NAMED = { hourly: 13, daily: 10 } as const;

/** What a piece of work is to tell: an event, or the events of a window together. */
export interface NoticeKey {
  readonly subscription: string;
  /** The id of the event, or the beginning of the window. */
  readonly of: string;
  /** Which of several receivers, by its address; undefined for what all of a subscription are to be told. */
  readonly to: string | undefined;
}

/** The parts of a key of work. Addresses may have slashes. */
export function noticeKey(key: string): NoticeKey {
  const [subscription = '', of = '', ...to] = key.split('/');
  return { subscription, of, to: to.length === 0 ? undefined : to.join('/') };
}

/** The work of telling one of several receivers, each for itself, so that none is told twice for another's sake. */
export const noticeTo = (subscription: string, of: string, to: string): Wanted => ({
  ...{ kind: NOTICE, fairKey: subscription },
  key: `${subscription}/${of}/${to}`,
});

/**
 * Turn events into work that tells of them: a piece for each subscription and event, or for each subscription and window
 * of time, which is done when that is over. They begin at the end of the logs: what was before the first subscription is
 * told nobody.
 */
export const noticeReactors = (subscriptions: readonly Subscription[]): readonly Reactor[] =>
  PRODUCERS.map((producer) => ({
    name: `historian-notices-${producer}`,
    producer,
    begins: 'now',
    types: typesWanted(subscriptions, producer),
    react: (event) =>
      subscriptions.filter((one) => isWanted(one, event)).map((one) => workOf(one, event.id, event.sequencedAt)),
  }));

function workOf({ name, digest }: Subscription, id: string, at: string): Wanted {
  const common = { kind: NOTICE, fairKey: name };
  if (digest === 'none') return { ...common, key: `${name}/${id}` };
  const width = WINDOW_MS[digest];
  const begin = Math.floor(Date.parse(at) / width) * width;
  const window = new Date(begin).toISOString().slice(0, NAMED[digest]);
  return { ...common, key: `${name}/${window}`, notBefore: new Date(begin + width).toISOString() };
}
