import { eventClasses, lineIn, lineName } from '@quench/contracts';
import { eventName, fits } from '@quench/kernel';
import type { Producer } from './archive.projection.js';

/** What a receiver wants to be told. */
export interface Subscription {
  /** Names its work: letters, digits and dashes. */
  readonly name: string;
  /** Event types with or without their version, in which `*` stands for anything; at least one. */
  readonly events: readonly string[];
  /** Images or lines of them, in which `*` stands for anything; none means all events, also those of no image. */
  readonly images: readonly string[];
  /** Whether events are told one by one or those of an hour or a day together, in UTC. */
  readonly digest: 'none' | 'hourly' | 'daily';
}

/** An event as far as subscriptions look at it. */
interface Tellable {
  readonly type: string;
  readonly data: unknown;
}

const meansType = ({ events }: Subscription, type: string): boolean =>
  events.some((pattern) => fits(pattern, type) || fits(pattern, eventName(type)));

/** The types of a producer's events that any of the subscriptions may want. */
export const typesWanted = (subscriptions: readonly Subscription[], producer: Producer): readonly string[] =>
  Object.keys(eventClasses).filter(
    (type) => type.startsWith(`${producer}.`) && subscriptions.some((one) => meansType(one, type)),
  );

/** Whether a subscription wants to be told an event. */
export function isWanted(subscription: Subscription, { type, data }: Tellable): boolean {
  if (!meansType(subscription, type)) return false;
  const { images } = subscription;
  return images.length === 0 || images.some((pattern) => isAbout(data, pattern));
}

/** Whether an event is about what a pattern names: an image, or its line as people call it. */
function isAbout(data: unknown, pattern: string): boolean {
  if (typeof data !== 'object' || data === null) return false;
  const fields: Partial<Record<'image' | 'repository' | 'versionStream' | 'variant', unknown>> = data;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const image = text(fields.image) ?? text(fields.repository);
  if (image === undefined) return false;
  const versionStream = text(fields.versionStream);
  const line = lineName(lineIn({ image, versionStream, variant: text(fields.variant) }));
  // What says no line, such as a channel that a person froze, may be about any of the image.
  const [ofAny = pattern] = versionStream === undefined ? pattern.split('/') : [];
  return [pattern, ofAny].some((one) => fits(one, image)) || fits(pattern, line);
}
