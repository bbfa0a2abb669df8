import { continueAfter } from '@quench/ports';
import type { MetricSources, RoadCounts } from '../endpoints/index.js';
import { unsequenced } from '../event-store/unsequenced.js';
import { RELAY, type KafkaFeed, type KafkaRelay } from '../kafka-feed/index.js';
import type { PullFeedClient } from '../pull-feed/index.js';
import type { ServiceHost } from '../service-host/index.js';
import { openWork } from '../work-queue/index.js';
import type { ConsumerLags } from './consumer-lags.js';

/** To Kafka and from it, and the way around it. */
export interface Road {
  readonly relay: KafkaRelay;
  readonly feed: KafkaFeed;
  readonly pull: PullFeedClient;
}

/** A service that is wired. */
export interface Wired {
  readonly road: Road;
  readonly lags: ConsumerLags;
  readonly host: ServiceHost;
}

/** Where a service's metrics come from. @param wired asked for at each look: it is wired after what reports to metrics */
export const metricSources = (wired: () => Wired): Omit<MetricSources, 'droppedSpans'> => ({
  lag: () => {
    const { host, lags } = wired();
    return lags.all({ ...host, states: host.runtime.consumerStates() }, Date.now());
  },
  work: () => openWork(wired().host.database),
  parked: async () => (await wired().host.parking.counts()).reduce((sum, { events }) => sum + events, 0),
  unsequenced: async () => (await unsequenced(wired().host.database)).events,
  relayLag: () => relayLag(wired().host),
  road: () => countsOf(wired().road),
});

async function relayLag({ cursors, store, database }: ServiceHost): Promise<number> {
  const [cursor, head, epochs] = await Promise.all([
    cursors.get(RELAY, database.service),
    store.head(),
    store.epochs(),
  ]);
  return Math.max(0, head.seq - continueAfter(cursor, epochs));
}

function countsOf({ relay, feed, pull }: Road): RoadCounts {
  const refused = new Map<string, number>(feed.refused);
  for (const [reason, records] of pull.refused) refused.set(reason, (refused.get(reason) ?? 0) + records);
  return { refused, replacedSources: feed.replacedSources, relayed: relay.relayed, leftOut: relay.tooLarge };
}
