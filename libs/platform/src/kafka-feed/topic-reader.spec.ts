import { expect, it } from '@jest/globals';
import { RecordingLog } from '@quench/testing';
import type { RecordSource } from './kafka-client.js';
import { TopicReader } from './topic-reader.js';

it('is not stopped before a source that was still opening is closed', async () => {
  const opening = Promise.withResolvers<RecordSource>();
  const done: string[] = [];
  const reader = new TopicReader({
    client: { openSource: () => opening.promise },
    topic: 'quench.builder',
    log: new RecordingLog(),
    deliver: async () => undefined,
  });
  reader.start();
  const stopped = reader.stop().then(() => done.push('stopped'));
  await new Promise(setImmediate);
  opening.resolve({
    close: async () => {
      await new Promise(setImmediate);
      done.push('closed');
    },
  });
  await stopped;
  expect(done).toEqual(['closed', 'stopped']);
});
