import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Claim, WorkRow } from '@quench/ports';
import { InMemoryTransactor, InMemoryWorkQueue } from '@quench/testing';
import { workReason } from './work-reason.js';

const RETRY = { then: 'retry', reason: 'net: down', retryAfterMs: 0 } as const;
let queue: InMemoryWorkQueue;

const want = (...causes: readonly string[]): Promise<void> =>
  queue.enqueue([{ kind: 'build', key: 'x' }], { causes, correlationId: 'x' });
const claim = async (): Promise<Claim> => {
  const claimed = await queue.claim({ kind: 'build', worker: 'w', leaseMs: 60_000 });
  if (claimed === undefined) throw new Error('nothing is due');
  return claimed;
};
/** What the queue has of the item, and what is told. */
const told = async (): Promise<readonly [WorkRow['state'] | undefined, string | undefined]> => {
  const [row] = await queue.list({ limit: 1 });
  return [row?.state, row && workReason(row)];
};

beforeEach(async () => {
  queue = new InMemoryWorkQueue();
  await want();
});

describe('the reason beside work', () => {
  it('is none of what was not tried yet', async () => expect(await told()).toEqual(['queued', '']));

  it('is the failure after which work is tried again, until that begins', async () => {
    await queue.fail(await claim(), RETRY, 5);
    expect(await told()).toEqual(['queued', 'after a failure: net: down']);
    await claim();
    expect(await told()).toEqual(['running', '']);
  });

  it('is why work was left to others, until one takes it', async () => {
    await queue.giveBack(await claim(), { reason: 'a newer builder locked', afterMs: 0 });
    expect(await told()).toEqual(['queued', 'left to others: a newer builder locked']);
  });

  it('is why it is dead, and none once it is queued again', async () => {
    await queue.fail(await claim(), RETRY, 1);
    expect(await told()).toEqual(['dead', 'net: down']);
    await queue.retry('build', 'x');
    expect(await told()).toEqual(['queued', '']);
  });

  it('is why it was dropped, and none once it is queued again', async () => {
    await queue.drop('build', 'x', 'not now');
    expect(await told()).toEqual(['dropped', 'not now']);
    await queue.retry('build', 'x');
    expect(await told()).toEqual(['queued', '']);
  });

  it('is why nothing had to be done, until it is wanted again', async () => {
    const first = await claim();
    await new InMemoryTransactor().run((tx) => queue.finish(first, tx, 'retired: gone'));
    expect(await told()).toEqual(['done', 'retired: gone']);
    await want('news');
    expect(await told()).toEqual(['queued', '']);
  });
});
