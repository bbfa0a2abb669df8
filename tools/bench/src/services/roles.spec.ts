import { expect, it } from '@jest/globals';
import { byRole } from './roles.js';

const run = (pid: number, parent: number, ...words: readonly string[]) => ({
  pid,
  parent,
  command: words.join('\0'),
  ticks: 0,
});

it('tells instances, brokers, the database with its connections, and who keeps them', () => {
  const roles = byRole([
    run(1, 0, 'node', '/q/apps/builder/dist/main.js', '--config', '/d/builder.json', '--instance', 'builder.2'),
    run(2, 0, 'node', '/q/libs/platform/dist/embedded-postgres/keeper.main.js', '/d'),
    run(3, 2, '/usr/lib/postgresql/bin/postgres', '-D', '/d/postgres'),
    run(4, 3, 'postgres: builder quench 127.0.0.1(4711) idle'),
    run(5, 0, 'java', '-Xmx256m', 'kafka.Kafka', '/d/kafka/broker-1/server.properties'),
    run(6, 0, 'node', '/q/apps/quench/dist/cluster/supervisor.main.js', '/d'),
    run(7, 1, 'node', '/q/libs/platform/dist/image-assembly/thread.js'),
    run(8, 0, 'tail', '-f', '/d/cluster/supervisor.log'),
  ]);
  const pids = Object.fromEntries([...roles].map(([role, processes]) => [role, processes.map(({ pid }) => pid)]));
  expect(pids).toEqual({
    'builder.2': [1, 7],
    keepers: [2],
    PostgreSQL: [3, 4],
    Kafka: [5],
    supervisor: [6],
    others: [8],
  });
});
