import type { Recorded } from '@quench/kernel';

/** An event with everything that an envelope can say. */
export const full: Recorded = {
  id: '0b2c7a52-1111-5111-8111-000000000001',
  stream: 'test.counter/grüße & more',
  version: 7,
  occurredAt: '2026-02-03T04:05:06.789Z',
  commandId: '0b2c7a52-2222-5222-8222-000000000001',
  causes: ['0b2c7a52-3333-5333-8333-000000000001', '0b2c7a52-3333-5333-8333-000000000002'],
  correlationId: '0b2c7a52-4444-5444-8444-000000000001',
  actor: { kind: 'person', id: 'p-1', authenticatedBy: 'local-user' },
  producer: 'builder/1.2.3',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  priority: 5,
  epoch: 2,
  globalSeq: 4711,
  sequencedAt: '2026-02-03T04:05:06.800Z',
  type: 'test.Counted.v2',
  data: { by: 3, unit: 'µ', nested: [{ b: [1, 2.5, -0], a: 'x\u0000y' }] },
};

/** A copy that lacks one member. */
export function without<T extends object>(whole: T, name: string): T {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)) as T;
}
