import { argv } from 'node:process';
import { Log } from '@quench/ports';
import { KafkaClient } from './kafka-client.js';
import { KafkaRelay } from './kafka-relay.js';
import { openProducer, type ProducerPlace } from './producer.fixture.js';
import { topicOf } from './topic-plan.js';

/** A process that relays a log until it is killed: `<producer's place as JSON> <broker>`. */
const [, , placeText = '', broker = ''] = argv;
const place = JSON.parse(placeText) as ProducerPlace;

class NoLog extends Log {
  override info(): void {}
  override warn(): void {}
  override error(): void {}
}

const anything = { upcasters: {}, knows: () => true, problems: () => [] };
const log = new NoLog();
const { database, store, signer, sequencer: bell } = await openProducer(place, anything);
const client = new KafkaClient({ brokers: [broker], clientId: 'relay-process', log });
new KafkaRelay({ database, store, signer, bell, client, topic: topicOf(place.service), log, pollMs: 20 }).start();
