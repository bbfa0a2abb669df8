import { eventClasses } from '@quench/contracts';
import 'reflect-metadata';
import { getMetadataStorage } from 'class-validator';

/** Every event with its fields, as Markdown. */
export function eventsReference(): string {
  const types = Object.keys(eventClasses);
  const services = [...new Set(types.map(serviceOf))];
  const parts = services.map((service) =>
    [`## ${service}`, ...types.filter((type) => serviceOf(type) === service).map(eventSection)].join('\n\n'),
  );
  return `${[
    '# Events',
    'Generated from the contracts. Every event has the envelope `id, type, stream, version, epoch, globalSeq, sequencedAt, occurredAt, commandId, causes, correlationId, actor, producer, traceparent, data`.',
    ...parts,
  ].join('\n\n')}\n`;
}

const serviceOf = (type: string): string => type.split('.')[0] ?? '';

function eventSection(type: string): string {
  const shape = eventClasses[type];
  if (shape === undefined) throw new RangeError(`no event ${type}`);
  const metadata = getMetadataStorage().getTargetValidationMetadatas(shape, '', false, false);
  const fields = [...new Set(metadata.map(({ propertyName }) => propertyName))];
  const optional = new Set(
    metadata.filter(({ type: kind }) => kind === 'conditionalValidation').map(({ propertyName }) => propertyName),
  );
  const rows = fields.map((field) => `\`${field}\`${optional.has(field) ? ' (optional)' : ''}`);
  return `### ${type}\n\n${rows.join(' · ')}`;
}
