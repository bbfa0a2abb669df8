import { expect, it } from '@jest/globals';
import { OTHERS_FIRST_MS } from '@quench/ports';
import type { WorkQueueUnderTest } from '../work-queue.contract.js';
import { claim, finish, LEASE_MS, want } from './steps.js';

const HOUR_MS = 3_600_000;
const inAnHour = (): string => new Date(Date.now() + HOUR_MS).toISOString();
const TWO = ['build', 'lock'];

export function nextDue(subject: () => WorkQueueUnderTest): void {
  const next = (kinds = TWO, worker = 'w'): Promise<ReadonlyMap<string, number>> =>
    subject().queue.nextDue(kinds, worker);

  it('knows nothing of kinds without open items, nor of those that were not asked for', async () => {
    await want(subject, 'a');
    await finish(subject, await claim(subject));
    await want(subject, { kind: 'lock', key: 'x' });
    expect([...(await next(['build'])).keys()]).toEqual([]);
    expect([...(await next()).keys()]).toEqual(['lock']);
  });

  it('says now for what could be claimed, also when later items wait', async () => {
    await want(subject, { key: 'later', notBefore: inAnHour() });
    await want(subject, 'a');
    expect(await next()).toEqual(new Map([['build', 0]]));
  });

  it('says how long until the first item is due', async () => {
    await want(subject, { key: 'far', notBefore: '2200-01-01T00:00:00.000Z' });
    await want(subject, { key: 'near', notBefore: inAnHour() });
    const inMs = (await next()).get('build') ?? 0;
    expect(inMs).toBeGreaterThan(HOUR_MS / 2);
    expect(inMs).toBeLessThanOrEqual(HOUR_MS + 60_000);
  });

  it('says a later time to the one who left it to others', async () => {
    await want(subject, 'a');
    const claimed = await claim(subject);
    await subject().queue.giveBack(claimed, { reason: 'format-newer: x', afterMs: 0 });
    expect((await next(TWO, 'another one')).get('build')).toBe(0);
    const inMs = (await next(TWO, claimed.worker)).get('build') ?? 0;
    expect(inMs).toBeGreaterThan(OTHERS_FIRST_MS / 2);
    expect(inMs).toBeLessThanOrEqual(OTHERS_FIRST_MS);
  });

  it('counts what runs by the end of its lease', async () => {
    await want(subject, 'a');
    const { key } = await claim(subject);
    const inMs = (await next()).get('build') ?? 0;
    expect(inMs).toBeGreaterThan(LEASE_MS / 2);
    expect(inMs).toBeLessThanOrEqual(LEASE_MS);
    await subject().lapse('build', key);
    expect((await next()).get('build')).toBe(0);
  });
}
