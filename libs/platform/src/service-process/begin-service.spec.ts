import { beforeEach, expect, it } from '@jest/globals';
import { TransientFault } from '@quench/kernel';
import { InMemoryEventStore, InMemorySigner, RecordingLog } from '@quench/testing';
import { begin, end, type Beginning, type Closing } from './begin-service.js';

let steps: string[];
let log: RecordingLog;
let closing: Closing;
let store: InMemoryEventStore;

const loop = (name: string) => ({
  start: () => {
    steps.push(`start ${name}`);
  },
  stop: async (graceMs?: number) => {
    steps.push(`stop ${name}${graceMs === undefined ? '' : ` within ${String(graceMs)}`}`);
  },
});

const service = (more: Partial<Beginning> = {}): Beginning => ({
  host: { store, sequencer: loop('sequencer'), runtime: loop('runtime') },
  signer: new InMemorySigner('builder'),
  relay: loop('relay'),
  server: {
    listen: async () => {
      steps.push('listen');
      return 'http://127.0.0.1:1';
    },
  },
  health: {
    leave: () => {
      steps.push('leave');
    },
  },
  serve: async () => {
    // Its key is known before anybody is served what was signed with it.
    steps.push(`serve after ${String((await store.head()).seq)} event`);
  },
  ...more,
});

const run = (of: Beginning): Promise<void> => begin(of, { port: 0, graceMs: 50, log }, closing);

beforeEach(() => {
  steps = [];
  log = new RecordingLog();
  store = new InMemoryEventStore();
  closing = [
    async () => {
      steps.push('close what was opened');
    },
  ];
});

it('serves before it works, and ends in the opposite order', async () => {
  await run(service());
  expect(steps).toEqual(['serve after 1 event', 'start sequencer', 'start relay', 'start runtime', 'listen']);
  steps = [];
  await end(closing, log);
  expect(steps).toEqual(['leave', 'stop runtime within 50', 'stop relay', 'stop sequencer', 'close what was opened']);
  await end(closing, log);
  expect(log.of('service-stopping')).toHaveLength(1);
});

it('starts nothing when it cannot serve', async () => {
  const taken = new TransientFault('gateway-port-taken', 'taken');
  await expect(run(service({ serve: () => Promise.reject(taken) }))).rejects.toBe(taken);
  await end(closing, log);
  expect(steps).toEqual(['close what was opened']);
});

it('stops what it started when it cannot listen, whatever fails on the way', async () => {
  const taken = new TransientFault('endpoint-port-taken', 'taken');
  const relay = { ...loop('relay'), stop: () => Promise.reject(new TypeError('no')) };
  await expect(run(service({ relay, server: { listen: () => Promise.reject(taken) } }))).rejects.toBe(taken);
  steps = [];
  await end(closing, log);
  expect(steps).toEqual(['stop runtime within 50', 'stop sequencer', 'close what was opened']);
  expect(log.of('close-failed')).toHaveLength(1);
});
