import { PRODUCERS, type ArchivedEvent, type Producer, type SubjectRow } from '@quench/historian-domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows of the projection `historian-events-<producer>`: a table for each producer, so that each is rebuilt alone. */
function archivedEventEntity(producer: Producer): new () => ArchivedEvent {
  @Entity(`event_of_${producer}`)
  class ArchivedEventEntity implements ArchivedEvent {
    @PrimaryColumn('text') readonly key: string;
    @Column('text') readonly id: string;
    @Column('text') readonly type: string;
    @Column('text') readonly stream: string;
    @Column('integer') readonly version: number;
    @Column('integer') readonly epoch: number;
    @Column('integer') readonly globalSeq: number;
    @Column('text') readonly sequencedAt: string;
    @Column('text') readonly occurredAt: string;
    @Column('text') readonly commandId: string;
    @Column('jsonb') readonly causes: readonly string[];
    @Column('text') readonly correlationId: string;
    @Column('jsonb') readonly actor: ArchivedEvent['actor'];
    @Column('text') readonly producer: string;
    @Column('jsonb') readonly data: object;
  }
  return ArchivedEventEntity;
}

/** Rows of the projection `historian-subjects-<producer>`. */
function subjectEntity(producer: Producer): new () => SubjectRow {
  @Entity(`subject_of_${producer}`)
  class SubjectEntity implements SubjectRow {
    @PrimaryColumn('text') readonly key: string;
    @Column('text') readonly subject: string;
    @Column('text') readonly event: string;
    @Column('integer') readonly globalSeq: number;
  }
  return SubjectEntity;
}

export const archivedEventEntities = PRODUCERS.map((producer) => ({ producer, entity: archivedEventEntity(producer) }));
export const subjectEntities = PRODUCERS.map((producer) => ({ producer, entity: subjectEntity(producer) }));
