import { commandId } from '@quench/kernel';
import { writeSync } from 'node:fs';
import { argv } from 'node:process';
import { openDatabase, type DatabaseOptions } from '../database/index.js';
import { PgEventStore, Sequencer } from './index.js';

/**
 * A process that appends one event after the other until a fail-point kills it, as a program for the crash spec:
 * `<database options as JSON> <first index>`. Says `ack <index>` for each append that it knows to be done.
 */
const [, , options = '', first = '0'] = argv;
const database = await openDatabase({
  ...(JSON.parse(options) as Omit<DatabaseOptions, 'entities' | 'migrations'>),
  entities: [],
  migrations: [],
});
const sequencer = new Sequencer(database, { pollMs: 10 });
sequencer.start();
const store = new PgEventStore(database, { producer: 'crash/0', wake: () => sequencer.wake() });

for (let index = Number(first); ; index++) {
  const stream = `distributor.channel/crash:${String(index % 3)}`;
  const { version } = await store.read(stream);
  const request = {
    stream,
    expectedVersion: version,
    events: [{ type: 'distributor.ChannelThawed.v1', data: { repository: 'crash', tag: String(index % 3) } }],
    context: {
      commandId: commandId('crash', index),
      causes: [],
      correlationId: 'crash',
      actor: { kind: 'service', id: 'crash', authenticatedBy: 'process' } as const,
      occurredAt: '2026-01-01T00:00:00.000Z',
    },
  };
  if (index % 2 === 0) await store.append(request);
  else await database.transactor.run((tx) => store.append(request, tx));
  writeSync(1, `ack ${String(index)}\n`);
}
