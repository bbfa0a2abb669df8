import { afterEach, beforeEach, describe } from '@jest/globals';
import type { Transactor, WorkQueue } from '@quench/ports';
import { enqueueing } from './contract/enqueueing.js';
import { causing } from './contract/causing.js';
import { claiming } from './contract/claiming.js';
import { failing } from './contract/failing.js';
import { nextDue } from './contract/next-due.js';
import { outsideEffects } from './contract/outside-effects.js';

/** One queue to test. */
export interface WorkQueueUnderTest {
  readonly queue: WorkQueue;
  readonly transactor: Transactor;
  /** Makes the lease of a running item end now. */
  lapse(kind: string, key: string): Promise<void> | void;
  dispose(): Promise<void> | void;
}

/** What every work queue promises. @param make a new, empty queue for each test */
export function workQueueContract(make: () => Promise<WorkQueueUnderTest> | WorkQueueUnderTest): void {
  describe('a work queue', () => {
    let subject: WorkQueueUnderTest;

    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.dispose());

    describe('enqueueing', () => enqueueing(() => subject));
    describe('claiming', () => claiming(() => subject));
    describe('failing', () => failing(() => subject));
    describe('what events asked for', () => causing(() => subject));
    describe('telling when the next item is due', () => nextDue(() => subject));
    describe('effects outside', () => outsideEffects(() => subject));
  });
}
