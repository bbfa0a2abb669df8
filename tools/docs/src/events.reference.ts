import { eventClasses } from '@quench/contracts';
import type { ClassSource, FieldSource } from './class-sources.js';

/** Every event with its fields, as Markdown. */
export function eventsReference(sources: ReadonlyMap<string, ClassSource>): string {
  const types = Object.keys(eventClasses);
  const services = [...new Set(types.map(serviceOf))];
  const parts = new Set<string>();
  const events = services.map((service) => {
    const own = types.filter((type) => serviceOf(type) === service);
    return [`## ${service}`, ...own.map((type) => eventSection(type, sources, parts))].join('\n\n');
  });
  return `${[
    '# Events',
    'Generated from the contracts. Every event has the envelope `id, type, stream, version, epoch, globalSeq, sequencedAt, occurredAt, commandId, causes, correlationId, actor, producer, traceparent, priority, data`; the fields below are those of `data`. A digest is `sha256:` and 64 hex digits, an instant RFC 3339 in UTC.',
    ...events,
    '## Parts',
    ...partSections(sources, parts),
  ].join('\n\n')}\n`;
}

const serviceOf = (type: string): string => type.split('.')[0] ?? '';

function eventSection(type: string, sources: ReadonlyMap<string, ClassSource>, parts: Set<string>): string {
  const name = eventClasses[type]?.name ?? '';
  return section(`### ${type}`, name, sources, parts);
}

/** Parts name further parts: goes on until none is new. */
function partSections(sources: ReadonlyMap<string, ClassSource>, parts: Set<string>): readonly string[] {
  const told = new Map<string, string>();
  for (let more = true; more;) {
    const next = [...parts].filter((name) => !told.has(name));
    for (const name of next) told.set(name, section(`### ${name}`, name, sources, parts));
    more = next.length > 0;
  }
  return [...told].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
}

function section(head: string, name: string, sources: ReadonlyMap<string, ClassSource>, parts: Set<string>): string {
  const fields = fieldsOf(name, sources);
  for (const { type } of fields) {
    for (const [word] of type.matchAll(/\b[A-Z]\w+\b/g)) if (sources.has(word)) parts.add(word);
  }
  const text = sources.get(name)?.text ?? '';
  return [head, text, table(fields)].filter((part) => part !== '').join('\n\n');
}

function fieldsOf(name: string, sources: ReadonlyMap<string, ClassSource>): readonly FieldSource[] {
  const found = sources.get(name);
  if (found === undefined) throw new RangeError(`the contracts have no class ${name}`);
  return [...(found.parent === undefined ? [] : fieldsOf(found.parent, sources)), ...found.fields];
}

const cell = (text: string): string => text.replace(/\|/g, '\\|');

function table(fields: readonly FieldSource[]): string {
  if (fields.length === 0) return '';
  const rows = fields.map(
    ({ name, type, optional, text }) => `| \`${name}\`${optional ? '?' : ''} | \`${cell(type)}\` | ${cell(text)} |`,
  );
  return ['| field | type | |', '| --- | --- | --- |', ...rows].join('\n');
}
