export { InMemoryWorkQueue } from './in-memory-work-queue.js';
export { workQueueContract, type WorkQueueUnderTest } from './work-queue.contract.js';
