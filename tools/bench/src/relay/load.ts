/** What a feeder is asked to append. */
export type Load =
  /** At a pace that does not wait for answers, as the world outside does not. */
  | { readonly kind: 'paced'; readonly perSecond: number; readonly seconds: number }
  /** As fast as so many clients can that each wait for their answer. */
  | { readonly kind: 'flood'; readonly events: number; readonly clients: number };

/** What a feeder is asked to tell: that the archive which the bench's images read has another snapshot. */
export interface Tidings {
  readonly kind: 'snapshot';
}

/** One event of a load: its stream, which has no other, and when it was asked for and acknowledged, in ms since 1970. */
export interface Acknowledged {
  readonly stream: string;
  readonly askedMs: number;
  readonly acknowledgedMs: number;
}

/** The same clock in all processes of a host, finer than a millisecond. */
export const nowMs = (): number => performance.timeOrigin + performance.now();
