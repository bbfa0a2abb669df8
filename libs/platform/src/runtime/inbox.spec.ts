import { expect, it } from '@jest/globals';
import type { Recorded } from '@quench/kernel';
import { Inbox } from './inbox.js';

const event = (epoch: number, globalSeq: number): Recorded => ({ epoch, globalSeq }) as Recorded;

it('hands out what comes next without a hole', () => {
  const inbox = new Inbox();
  inbox.offer({ epoch: 1, seq: 2 }, [event(1, 5), event(1, 3), event(1, 2), event(1, 4), event(1, 7)]);
  expect(inbox.take({ epoch: 1, seq: 2 }, 2)).toEqual([event(1, 3), event(1, 4)]);
  expect(inbox.take({ epoch: 1, seq: 4 }, 10)).toEqual([event(1, 5)]);
  expect(inbox.lacks()).toBe(true);
});

it('forgets what an older life of the database said once the consumer stands in a newer one', () => {
  const inbox = new Inbox();
  inbox.offer({ epoch: 1, seq: 2 }, [event(1, 4), event(1, 5)]);
  expect(inbox.take({ epoch: 2, seq: 3 }, 10)).toEqual([]);
  expect(inbox.lacks()).toBe(false);
});
