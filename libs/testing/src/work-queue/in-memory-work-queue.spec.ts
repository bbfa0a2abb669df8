import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { InMemoryWorkQueue } from './in-memory-work-queue.js';
import { workQueueContract } from './work-queue.contract.js';

workQueueContract(() => {
  const queue = new InMemoryWorkQueue();
  const transactor = new InMemoryTransactor();
  return { queue, transactor, lapse: (kind: string, key: string) => queue.lapse(kind, key), dispose: () => undefined };
});
