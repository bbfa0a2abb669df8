import { expect } from '@jest/globals';
import type { Wanted } from '@quench/kernel';
import type { Claim, WorkRow } from '@quench/ports';
import type { WorkQueueUnderTest } from '../work-queue.contract.js';

/** Far enough that no test reaches it. */
export const LEASE_MS = 600_000;

type Subject = () => WorkQueueUnderTest;

/** Asks for items of kind `build`, by key or in full, because of one event each. */
export async function want(subject: Subject, item: string | Partial<Wanted>, ...causes: string[]): Promise<void> {
  const wanted = typeof item === 'string' ? { kind: 'build', key: item } : { kind: 'build', key: 'a', ...item };
  await subject().queue.enqueue([wanted], { causes, correlationId: `about ${causes.join(',')}` });
}

export const tryClaim = (subject: Subject, kind = 'build'): Promise<Claim | undefined> =>
  subject().queue.claim({ kind, worker: 'w1', leaseMs: LEASE_MS });

/** Claims what must be there. */
export async function claim(subject: Subject, kind = 'build'): Promise<Claim> {
  const claimed = await tryClaim(subject, kind);
  if (claimed === undefined) throw new Error(`Nothing of kind ${kind} to claim`);
  return claimed;
}

/** Finishes in a transaction; rolls back when the claim is lost. */
export const finish = (subject: Subject, claimed: Claim): Promise<boolean> =>
  subject().transactor.run((tx) => subject().queue.finish(claimed, tx));

export async function row(subject: Subject, key = 'a'): Promise<WorkRow> {
  const rows = await subject().queue.list({ limit: 1_000 });
  const found = rows.find((one) => one.key === key);
  expect(found).toBeDefined();
  return found as WorkRow;
}

export const die = (subject: Subject, claimed: Claim, reason = 'no: way'): Promise<string> =>
  subject().queue.fail(claimed, { then: 'die', reason }, 5);

export const retryNow = (subject: Subject, claimed: Claim, maxAttempts = 5): Promise<string> =>
  subject().queue.fail(claimed, { then: 'retry', reason: 'net: down', retryAfterMs: 0 }, maxAttempts);
