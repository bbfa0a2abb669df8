import { sha256 } from '@quench/kernel';
import type { ArchivedEvent } from './archive.projection.js';

const LINE = { image: 'web', versionStream: 'default', variant: 'prod' };
const PURL = 'pkg:deb/debian/libx';

/** What happened, told in the order of time: each event at an hour after the first of March, a Sunday. */
export class ReportStory {
  readonly events: ArchivedEvent[] = [];
  private readonly persons = { kind: 'person', id: 'uid:1', authenticatedBy: 'local-user' } as const;

  /** The instant of an hour. */
  at(hour: number): string {
    return new Date(Date.UTC(2026, 2, 1) + hour * 3_600_000).toISOString();
  }

  tell(hour: number, type: string, data: object, ...causes: readonly ArchivedEvent[]): ArchivedEvent {
    const number = this.events.length + 1;
    const at = this.at(hour);
    const event: ArchivedEvent = {
      ...{ id: `event-${String(number)}`, type, stream: 'x.thing/x', version: 1, epoch: 1, globalSeq: number },
      ...{ sequencedAt: at, occurredAt: at, commandId: `command-${String(number)}`, correlationId: 'x' },
      ...{ causes: causes.map(({ id }) => id), producer: 'x/1', data },
      actor: { kind: 'service', id: 'x', authenticatedBy: 'process' },
    };
    this.events.push(event);
    return event;
  }

  /** As {@link tell}, by a person. */
  decide(hour: number, type: string, data: object): ArchivedEvent {
    const event = { ...this.tell(hour, type, data), actor: this.persons };
    this.events[this.events.length - 1] = event;
    return event;
  }

  accepted(hour: number, image = 'web'): ArchivedEvent {
    return this.tell(hour, 'builder.DefinitionAccepted.v1', { image, edition: 1 });
  }

  snapshot(hour: number, suite = 'trixie'): ArchivedEvent {
    const source = { ecosystem: 'deb', origin: 'Debian', suite };
    const signed = sha256(`${suite} ${String(hour)}`);
    return this.tell(hour, 'watcher.ArchiveSnapshotTaken.v1', { source, signed, changes: {} });
  }

  /** The cascade of a snapshot that was taken in the same hour. */
  cascade(hour: number, cascade = `cascade-${String(hour)}`): ArchivedEvent {
    const data = { cascade, cause: 'snapshot', waves: [] };
    return this.tell(hour, 'builder.CascadePlanned.v1', data, this.snapshot(hour));
  }

  finished(hour: number, cascade: string, ...failed: readonly string[]): ArchivedEvent {
    return this.tell(hour, 'builder.CascadeFinished.v1', { cascade, changed: 1, unchanged: 0, failed });
  }

  /** A lock that brings a version of libx. */
  locked(hour: number, revision: number, [from, to]: readonly [string, string], ...causes: ArchivedEvent[]): void {
    const changes = [{ kind: from === '' ? 'added' : 'updated', name: 'libx', from, to }];
    const recipes = [{ platform: 'linux/amd64', recipe: sha256(to) }];
    const snapshots = this.events.flatMap(({ data }) => ('signed' in data ? [data.signed] : []));
    this.tell(hour, 'builder.LockResolved.v1', { ...LINE, revision, changes, recipes, snapshots }, ...causes);
  }

  /** A rule keeps libx from a version, which the newest snapshot brought. @param also a cause, or what it says besides */
  held(
    hour: number,
    [from, to]: readonly [string, string],
    also: ArchivedEvent | { readonly range?: string } = {},
  ): void {
    const taken = this.events.findLast(({ type }) => type === 'watcher.ArchiveSnapshotTaken.v1');
    const snapshot = taken !== undefined && 'signed' in taken.data ? taken.data.signed : '';
    const update = { purl: PURL, name: 'libx', from, to, packages: [{ name: 'libx', from, to }] };
    const seen = { snapshot, date: '1999-01-01T00:00:00.000Z' };
    const [more, causes] = 'id' in also ? [{}, [also]] : [also, []];
    this.tell(hour, 'builder.UpdateHeld.v1', { ...LINE, ...update, seen, ...more }, ...causes);
  }

  /** A person let libx in, or keeps it out. */
  decided(hour: number, verb: 'Released' | 'Rejected', to: string, image = 'web'): void {
    const data = { ...LINE, image, purl: PURL, name: 'libx', to, reason: 'tried it' };
    this.decide(hour, `builder.Update${verb}.v1`, data);
  }

  settled(hour: number, to: string, outcome: 'taken' | 'withdrawn' | 'dropped' = 'taken'): void {
    this.tell(hour, 'builder.UpdateSettled.v1', { ...LINE, purl: PURL, name: 'libx', to, outcome });
  }

  built(hour: number, revision: number): void {
    this.tell(hour, 'builder.ImageBuilt.v1', { ...LINE, revision, index: sha256(`image ${String(revision)}`) });
  }

  rejected(hour: number, revision: number): void {
    this.tell(hour, 'tester.ImageRejected.v1', { image: 'web', index: sha256(`image ${String(revision)}`) });
  }

  moved(hour: number, revision: number, tag = 'latest'): void {
    const to = sha256(`image ${String(revision)}`);
    this.tell(hour, 'distributor.ChannelMoved.v1', { repository: 'web', tag, to, revision });
  }
}
