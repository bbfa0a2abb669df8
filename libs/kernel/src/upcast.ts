import type { EventLike } from './decider.js';

/** Each entry lifts one retired version of an event to the next one, never further. */
export type Upcasters = Readonly<Record<string, (data: never) => EventLike>>;

/** The event in its newest shape; stored events are never rewritten. */
export function upcast(event: EventLike, upcasters: Upcasters): EventLike {
  // Types come from stored text: `valueOf` is no upcaster.
  const lift = (Object.hasOwn(upcasters, event.type) ? upcasters[event.type] : undefined) as
    ((data: unknown) => EventLike) | undefined;
  return lift === undefined ? event : upcast(lift(event.data), upcasters);
}
