import { sha256 } from '@quench/kernel';
import type { ArchivedEvent } from './archive.projection.js';

let count = 0;

/** An archived event, later than all before it. */
export function archivedEvent(type: string, data: object, causes: readonly ArchivedEvent[] = []): ArchivedEvent {
  count++;
  const at = new Date(Date.UTC(2026, 0, 1) + count * 1_000).toISOString();
  return {
    id: `event-${String(count)}`,
    type,
    stream: `${type.split('.')[0] ?? ''}.thing/x`,
    version: 1,
    epoch: 1,
    globalSeq: count,
    sequencedAt: at,
    occurredAt: at,
    commandId: `command-${String(count)}`,
    causes: causes.map(({ id }) => id),
    correlationId: 'correlation',
    actor: { kind: 'service', id: 'x', authenticatedBy: 'process' },
    producer: 'x/1',
    data,
  };
}

const recipes = (name: string) => [{ platform: 'linux/amd64', recipe: sha256(name) }];

/** The lock of a revision that brings a version of libx. */
export const locked = (revision: number, to: string): ArchivedEvent =>
  archivedEvent('builder.LockResolved.v1', {
    image: 'web',
    revision,
    packages: 3,
    reasons: ['packages'],
    recipes: recipes(to),
    changes: [{ kind: 'updated', name: 'libx', from: '1', to, fixed: ['CVE-2026-0001'], lost: [] }],
  });

/** The lock of a revision without libx. @param reasons why it was made */
export const lockedWithout = (revision: number, ...reasons: readonly string[]): ArchivedEvent =>
  archivedEvent('builder.LockResolved.v1', {
    image: 'web',
    revision,
    packages: 2,
    reasons,
    recipes: recipes(`without ${String(revision)}`),
    changes: [{ kind: 'removed', name: 'libx', from: '1', fixed: [], lost: [] }],
  });

/** The image of a revision. */
export const imageBuilt = (revision: number, name: string): ArchivedEvent =>
  archivedEvent('builder.ImageBuilt.v1', { image: 'web', revision, index: sha256(name) });
