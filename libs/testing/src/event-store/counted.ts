import type { Contracts } from '@quench/contracts';
import { commandId, type EventLike } from '@quench/kernel';
import type { Append, CommandContext } from '@quench/ports';
import { randomUUID } from 'node:crypto';

/** An event that only tests know, with a retired version. */
export const counted = (by: number, unit = 'one'): EventLike => ({ type: 'test.Counted.v2', data: { by, unit } });

const problems = ({ type, data }: EventLike): readonly string[] =>
  Object.values(data as Record<string, unknown>).includes('invalid') ? [`${type}: invalid`] : [];

/** The contracts of today: version 2 is written, version 1 is lifted. */
export const countedContracts: Contracts = {
  upcasters: {
    'test.Counted.v1': (data: { readonly n: number }) => ({
      type: 'test.Counted.v2',
      data: { by: data.n, unit: 'one' },
    }),
  },
  knows: (type) => type === 'test.Counted.v2',
  problems,
};

/** The contracts of the day before, when version 1 was the newest. */
export const oldContracts: Contracts = { upcasters: {}, knows: (type) => type === 'test.Counted.v1', problems };

/** A stream that no other test uses. */
export const freshStream = (): string => `test.counter/${randomUUID()}`;

/** The context of a command; the same parts are the same command. */
export const testContext = (
  ...parts: readonly (string | number)[]
): CommandContext & { traceparent?: string; priority?: number } => ({
  commandId: commandId(...(parts.length > 0 ? parts : [randomUUID()])),
  causes: ['0b2c7a52-1111-4111-8111-000000000001', '0b2c7a52-1111-4111-8111-000000000002'],
  correlationId: '0b2c7a52-2222-4222-8222-000000000001',
  actor: { kind: 'person', id: 'p-1', authenticatedBy: 'local-user' },
  occurredAt: '2026-02-03T04:05:06.789Z',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  priority: 5,
});

/** An append of `count` events by a new command. */
export const appendOf = (stream: string, expectedVersion: number, count = 1): Append => ({
  stream,
  expectedVersion,
  events: Array.from({ length: count }, (_, index) => counted(expectedVersion + index + 1)),
  context: testContext(),
});
