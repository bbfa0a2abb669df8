import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import { RecordingLog } from '@quench/testing';
import { KafkaClient } from './kafka-client.js';

interface Queue {
  readonly pending: unknown[];
  readonly throttleCheckTimeoutId: NodeJS.Timeout | null;
  throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

type QueueClass = new (options: object) => Queue;

function queue(): Queue {
  const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as QueueClass;
  return new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    clientId: 'spec',
    broker: 'none',
    logger: {},
  });
}

it('an idle connection arms no timer, and one that has something to send does', () => {
  new KafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'spec', log: new RecordingLog() });
  const idle = queue();
  idle.scheduleCheckPendingRequests();
  expect(idle.throttleCheckTimeoutId ?? undefined).toBeUndefined();
  const busy = queue();
  busy.pending.push({});
  busy.throttledUntil = Date.now() + 60_000;
  busy.scheduleCheckPendingRequests();
  expect(busy.throttleCheckTimeoutId ?? undefined).toBeDefined();
  clearTimeout(busy.throttleCheckTimeoutId ?? undefined);
});
