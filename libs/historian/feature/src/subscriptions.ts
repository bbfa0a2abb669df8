import type { Subscription } from '@quench/historian-domain';
import type { Clock, Notices, Receiver } from '@quench/ports';

/** A subscription and who receive it. */
export interface Subscribed extends Subscription {
  /** One, but of mail one for each address. */
  readonly receivers: readonly Receiver[];
}

/** Who is told what, and how. A process that does not give any of it tells nobody. */
export class Subscriptions {
  constructor(
    readonly all: readonly Subscribed[],
    readonly notices: Notices,
    readonly clock: Clock,
  ) {}
}
