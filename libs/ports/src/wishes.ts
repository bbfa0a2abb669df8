import type { Wanted } from '@quench/kernel';
import type { Cause } from './work-queue.js';

/** Items that are wanted for one cause. */
export interface Wish {
  readonly items: readonly Wanted[];
  readonly cause: Cause;
}

/** An item, and why it is wanted. */
export interface WishedItem extends Wanted {
  readonly priority: number;
  readonly cause: Cause;
}

/** How many causes an item keeps; the oldest are dropped first. */
export const MAX_CAUSES = 1_000;

/** Each once, in the order in which they came first; the newest of too many. */
export const newestCauses = (known: readonly string[], more: readonly string[]): readonly string[] =>
  [...new Set([...known, ...more])].slice(-MAX_CAUSES);

/** One wish per item, as urgent as its most urgent one and with the causes of all: a statement cannot touch a row twice. */
export function mergeWishes(wishes: readonly Wish[]): readonly WishedItem[] {
  const merged = new Map<string, WishedItem>();
  for (const { items, cause: said } of wishes) {
    const cause = { ...said, causes: newestCauses([], said.causes) };
    for (const wanted of items) {
      const item = { ...wanted, priority: wanted.priority ?? cause.priority ?? 0, cause };
      const id = JSON.stringify([item.kind, item.key]);
      const known = merged.get(id);
      merged.set(id, known === undefined ? item : together(known, item));
    }
  }
  return [...merged.values()];
}

function together(a: WishedItem, b: WishedItem): WishedItem {
  const sooner = earlier(a.notBefore, b.notBefore);
  return {
    kind: b.kind,
    key: b.key,
    priority: Math.max(a.priority, b.priority),
    ...(b.fairKey === undefined ? {} : { fairKey: b.fairKey }),
    ...(sooner === undefined ? {} : { notBefore: sooner }),
    cause: {
      causes: newestCauses(a.cause.causes, b.cause.causes),
      correlationId: (a.cause.causes.length > 0 ? a : b).cause.correlationId,
    },
  };
}

/** Undefined is now. */
function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined;
  return Date.parse(a) < Date.parse(b) ? a : b;
}
