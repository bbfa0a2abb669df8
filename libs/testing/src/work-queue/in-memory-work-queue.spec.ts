import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { LEASE_MS } from './contract/steps.js';
import { InMemoryWorkQueue } from './in-memory-work-queue.js';
import { workQueueContract } from './work-queue.contract.js';

workQueueContract(() => {
  const queue = new InMemoryWorkQueue();
  const transactor = new InMemoryTransactor();
  return { queue, transactor, lapse: () => queue.advance(LEASE_MS + 1), dispose: () => undefined };
});
