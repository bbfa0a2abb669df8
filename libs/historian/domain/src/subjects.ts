import type { EventLike } from '@quench/kernel';

const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** Fields whose digests are documents or evidence rather than things that people ask about. */
const EVIDENCE = new Set([
  'list',
  'log',
  'policy',
  'catalog',
  'statement',
  'envelopes',
  'packed',
  'snapshot',
  'snapshots',
  'spdx',
  'cyclonedx',
]);

/**
 * What an event is about: its stream's natural key, image names, channels and publications as `<repository>:<tag>`,
 * package names that changed, and the digests of images, manifests, recipes, locks and layers. Sorted, distinct; as
 * many as the contracts let an event name.
 */
export function subjectsOf(event: EventLike & { readonly stream: string }): readonly string[] {
  const found = new Set<string>([event.stream.slice(event.stream.indexOf('/') + 1)]);
  collect(event.data, '', found);
  for (const name of tagged(event.data)) found.add(name);
  return [...found].sort();
}

/** A tag means something in its repository only. */
function tagged(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null || !('repository' in data)) return [];
  const tags = ['tag' in data ? data.tag : undefined, 'publication' in data ? data.publication : undefined];
  return tags.flatMap((tag) => (typeof tag === 'string' ? [`${String(data.repository)}:${tag}`] : []));
}

function collect(value: unknown, field: string, found: Set<string>): void {
  if (typeof value === 'string') {
    if (DIGEST.test(value) ? !EVIDENCE.has(field) : ['image', 'repository'].includes(field)) found.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, field, found);
  } else if (typeof value === 'object' && value !== null) {
    if (isChange(field, value)) addChange(value, found);
    for (const [key, member] of Object.entries(value)) if (!EVIDENCE.has(key)) collect(member, key, found);
  }
}

/** Of a package, of which some events only say that it is there. */
const isChange = (field: string, value: object): boolean =>
  field === 'changes' || (field === 'packages' && 'to' in value);

/** A changed package is found by its name, and by its name with the new version. */
function addChange(change: object, found: Set<string>): void {
  if (!('name' in change) || typeof change.name !== 'string') return;
  found.add(change.name);
  if ('to' in change && typeof change.to === 'string') found.add(`${change.name}@${change.to}`);
}
