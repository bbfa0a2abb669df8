import type {
  ArchiveEvent,
  BuildEvent,
  CascadeEvent,
  CatalogEvent,
  ChannelEvent,
  DefinitionEvent,
  HoldEvent,
  ImageEvent,
  KeyEvent,
  LockEvent,
  PackageEvent,
  RunEvent,
  VerdictEvent,
} from '@quench/contracts';
import type { ArchivedEvent } from './archive.projection.js';

/** Every event of the services whose history is kept. */
export type KnownEvent =
  | ArchiveEvent
  | BuildEvent
  | CascadeEvent
  | CatalogEvent
  | ChannelEvent
  | DefinitionEvent
  | HoldEvent
  | ImageEvent
  | KeyEvent
  | LockEvent
  | PackageEvent
  | RunEvent
  | VerdictEvent;

export type KnownType = KnownEvent['type'];

/** What events say, by type. */
export type Facts = { readonly [Event in KnownEvent as Event['type']]: Event['data'] };

/** An archived event of one type, or of one of several. */
export type ArchivedAs<Type extends KnownType> = {
  readonly [One in Type]: ArchivedEvent & { readonly type: One; readonly data: Facts[One] };
}[Type];

/** Whether an event is of one of the types. Its data was checked against the contract of its type when it was appended. */
export const isOfType = <Type extends KnownType>(
  event: ArchivedEvent,
  ...types: readonly Type[]
): event is ArchivedAs<Type> => types.some((type) => type === event.type);

/** The events of some types, in the same order. */
export const ofTypes = <Type extends KnownType>(
  events: readonly ArchivedEvent[],
  ...types: readonly Type[]
): readonly ArchivedAs<Type>[] => events.filter((event) => isOfType(event, ...types));
