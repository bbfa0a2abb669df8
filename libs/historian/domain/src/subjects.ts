import type { EventLike } from '@quench/kernel';

/** More would be a sign that an event carries a document. */
const MAX_SUBJECTS = 2_000;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** Fields whose digests are documents or evidence rather than things that people ask about. */
const EVIDENCE = new Set([
  'list',
  'log',
  'policy',
  'catalog',
  'statement',
  'envelopes',
  'snapshots',
  'spdx',
  'cyclonedx',
]);

/**
 * What an event is about: its stream's natural key, image names, channels as `<repository>:<tag>`, package names that
 * changed, and the digests of images, manifests, recipes, locks and layers. Sorted, distinct.
 */
export function subjectsOf(event: EventLike & { readonly stream: string }): readonly string[] {
  const found = new Set<string>([event.stream.slice(event.stream.indexOf('/') + 1)]);
  collect(event.data, '', found);
  const { repository, tag } = event.data as { repository?: unknown; tag?: unknown };
  if (typeof repository === 'string' && typeof tag === 'string') found.add(`${repository}:${tag}`);
  return [...found].sort().slice(0, MAX_SUBJECTS);
}

function collect(value: unknown, field: string, found: Set<string>): void {
  if (typeof value === 'string') {
    if (DIGEST.test(value) ? !EVIDENCE.has(field) : ['image', 'repository', 'publication'].includes(field)) {
      found.add(value);
    }
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, field, found);
  } else if (typeof value === 'object' && value !== null) {
    if (field === 'changes') addChange(value, found);
    for (const [key, member] of Object.entries(value)) if (!EVIDENCE.has(key)) collect(member, key, found);
  }
}

/** A changed package is found by its name, and by its name with the new version. */
function addChange(change: object, found: Set<string>): void {
  const { name, to } = change as { name?: unknown; to?: unknown };
  if (typeof name !== 'string') return;
  found.add(name);
  if (typeof to === 'string') found.add(`${name}@${to}`);
}
