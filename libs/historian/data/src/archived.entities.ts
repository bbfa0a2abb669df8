import { PRODUCERS, type ArchivedEvent, type Producer, type SubjectRow } from '@quench/historian-domain';
import { EntitySchema } from 'typeorm';

/** Rows of the projection `historian-events-<producer>`: a table for each producer, so that each is rebuilt alone. */
export const archivedEventEntity = (producer: Producer): EntitySchema<ArchivedEvent & { key: string }> =>
  new EntitySchema<ArchivedEvent & { key: string }>({
    name: `ArchivedEvent_${producer}`,
    tableName: `event_of_${producer}`,
    columns: {
      key: { type: 'text', primary: true },
      id: { type: 'text' },
      type: { type: 'text' },
      stream: { type: 'text' },
      version: { type: 'integer' },
      epoch: { type: 'integer' },
      globalSeq: { type: 'integer', name: 'global_seq' },
      sequencedAt: { type: 'text', name: 'sequenced_at' },
      occurredAt: { type: 'text', name: 'occurred_at' },
      causes: { type: 'jsonb' },
      correlationId: { type: 'text', name: 'correlation_id' },
      actor: { type: 'jsonb' },
      commandId: { type: 'text', name: 'command_id' },
      producer: { type: 'text' },
      data: { type: 'jsonb' },
    },
  });

/** Rows of the projection `historian-subjects-<producer>`. */
export const subjectEntity = (producer: Producer): EntitySchema<SubjectRow & { key: string }> =>
  new EntitySchema<SubjectRow & { key: string }>({
    name: `Subject_${producer}`,
    tableName: `subject_of_${producer}`,
    columns: {
      key: { type: 'text', primary: true },
      subject: { type: 'text' },
      event: { type: 'text' },
      globalSeq: { type: 'integer', name: 'global_seq' },
    },
  });

export const archivedEventEntities = PRODUCERS.map((producer) => ({ producer, entity: archivedEventEntity(producer) }));
export const subjectEntities = PRODUCERS.map((producer) => ({ producer, entity: subjectEntity(producer) }));
