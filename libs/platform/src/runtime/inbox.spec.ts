import { expect, it } from '@jest/globals';
import type { Recorded } from '@quench/kernel';
import { RANGE_BYTES } from '@quench/ports';
import { Inbox } from './inbox.js';

const event = (epoch: number, globalSeq: number): Recorded => ({ epoch, globalSeq, data: {} }) as Recorded;

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

it('keeps no more large events than the memory has room for, and others once those are taken', () => {
  const inbox = new Inbox();
  const data = { content: 'x'.repeat(RANGE_BYTES) };
  const large = Array.from({ length: 20 }, (_, before) => ({ ...event(1, before + 1), data }));
  inbox.offer({ epoch: 1, seq: 0 }, large);
  inbox.offer({ epoch: 1, seq: 0 }, large);
  expect(inbox.take({ epoch: 1, seq: 0 }, 20)).toEqual(large.slice(0, 8));
  inbox.offer({ epoch: 1, seq: 8 }, large);
  expect(inbox.take({ epoch: 1, seq: 8 }, 20)).toEqual(large.slice(8, 16));
});
