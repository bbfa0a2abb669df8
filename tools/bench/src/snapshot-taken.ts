import { randomUUID } from 'node:crypto';
import { archiveStream, type ArchiveSnapshotTaken } from '@quench/contracts';
import type { Append } from '@quench/ports';

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** A usual event: that a suite of an archive was looked at. */
export const snapshotTaken = (suite: string): ArchiveSnapshotTaken => ({
  source: { ecosystem: 'deb', origin: 'Bench', suite },
  signed: DIGEST,
  date: new Date().toISOString(),
  freshness: 'checked',
  signedBy: ['A'.repeat(40)],
  indexes: [{ path: 'main', platform: 'linux/amd64', digest: DIGEST, plainDigest: DIGEST }],
  changes: { added: 0, updated: 1, removed: 0, list: DIGEST },
  plugin: 'deb/1',
});

/** It on a stream that has no other event. */
export const appendRequest = (data: ArchiveSnapshotTaken): Append => ({
  stream: archiveStream(data.source),
  expectedVersion: 0,
  events: [{ type: 'watcher.ArchiveSnapshotTaken.v1', data }],
  context: {
    commandId: randomUUID(),
    causes: [],
    correlationId: randomUUID(),
    actor: { kind: 'service', id: 'bench', authenticatedBy: 'process' },
    occurredAt: data.date,
  },
});
