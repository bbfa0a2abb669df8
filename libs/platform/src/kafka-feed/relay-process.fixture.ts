import { argv } from 'node:process';
import { Log } from '@quench/ports';
import type { KafkaAccess } from './kafka-access.js';
import { KafkaClient } from './kafka-client.js';
import { KafkaRelay } from './kafka-relay.js';
import { openProducer, type ProducerPlace } from './producer.fixture.js';
import { topicOf } from './topic-plan.js';

/** A process that relays a log until it is killed: `<producer's place as JSON> <broker> <access as JSON>`. */
const [, , placeText = '', broker = '', accessText = ''] = argv;
const place = JSON.parse(placeText) as ProducerPlace;
const access = JSON.parse(accessText) as KafkaAccess;

class NoLog extends Log {
  override info(): void {}
  override warn(): void {}
  override error(): void {}
}

const anything = { upcasters: {}, knows: () => true, problems: () => [] };
const log = new NoLog();
const { database, store, signer, sequencer: bell } = await openProducer(place, anything);
const client = new KafkaClient({ brokers: [broker], clientId: 'relay-process', access, log });
new KafkaRelay({ database, store, signer, bell, client, topic: topicOf(place.service), log, pollMs: 20 }).start();
