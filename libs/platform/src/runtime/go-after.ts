import { TransientFault, type Recorded } from '@quench/kernel';
import type { Head } from '@quench/ports';
import { placeOf } from './place.js';

/** A consumer that others wait for. */
export interface Leader {
  readonly digester: { readonly consumer: string };
  /** False when it stands still or stops. */
  past(place: Head): Promise<boolean>;
}

/**
 * Lets those go first whose rows the effect of these events will read.
 * @throws TransientFault `projection-stands-still`
 */
export async function goAfter(leaders: readonly Leader[], events: readonly Recorded[]): Promise<void> {
  const last = events.at(-1);
  if (last === undefined) return;
  for (const leader of leaders) {
    if (await leader.past(placeOf(last))) continue;
    throw new TransientFault('projection-stands-still', `${leader.digester.consumer} has not digested the events yet`);
  }
}
